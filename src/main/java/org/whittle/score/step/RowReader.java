package org.whittle.score.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.whittle.score.column.NamedCells;
import org.whittle.score.image.BrokenPictureException;
import org.whittle.score.image.Picture;

/** Makes features of rows that are maps from columns' names to cells. One thread at a time. */
public final class RowReader {

    private final Features features;
    private final NamedCells cells;
    private final Optional<Step.Pixels> pictures;
    private final String picture;

    /** @param features that the preprocessing makes */
    public RowReader(Preprocessing preprocessing, Features features) {
        this.features = features;
        this.cells = new NamedCells(preprocessing.columns());
        this.pictures = preprocessing.image().filter(pixels -> pixels.fit() != null);
        this.picture = preprocessing.columns().get(0).source();
    }

    /** Features a row. */
    public int width() {
        return features.width();
    }

    /**
     * Makes the features of a row.
     *
     * @param row as {@link NamedCells} takes it; where the study's rows were pictures, a {@link Path} or the bytes of a
     *     picture's file may stand for its pixels
     * @param slab of which {@link #width} numbers are set, unless there is a problem
     * @param at index of the first of them
     * @param problems told of everything for which the row cannot be used: half a sentence each
     */
    public void read(Map<String, ?> row, float[] slab, int at, List<String> problems) {
        int before = problems.size();
        cells.read(pictured(row, problems), problems);
        if (problems.size() == before) {
            int next = at;
            for (double feature : features.of(cells)) {
                slab[next++] = (float) feature;
            }
        }
    }

    private static byte[] bytes(Object file) throws IOException {
        if (file instanceof Path path) {
            return Files.readAllBytes(path);
        }
        return (byte[]) file;
    }

    /** A row with its picture's pixels for the picture. */
    private Map<String, ?> pictured(Map<String, ?> row, List<String> problems) {
        Object file = pictures.isPresent() ? row.get(picture) : null;
        if (!(file instanceof byte[] || file instanceof Path)) {
            return row;
        }
        Step.Pixels image = pictures.orElseThrow();
        Map<String, Object> read = new LinkedHashMap<>(row);
        double[] pixels = new double[image.numbers()];
        try {
            byte[] own = image.frame().of(Picture.read(bytes(file))).pixels();
            Arrays.setAll(pixels, i -> Byte.toUnsignedInt(own[i]));
        } catch (BrokenPictureException e) {
            problems.add("'%s' %s".formatted(picture, e.getMessage()));
        } catch (IOException e) {
            problems.add("'%s' cannot be read (%s)".formatted(picture, e));
        }
        read.put(picture, pixels);
        return read;
    }
}

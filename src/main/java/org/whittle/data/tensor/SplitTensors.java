package org.whittle.data.tensor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.whittle.work.FeatureBlocks;
import org.whittle.work.FileStore;
import org.whittle.work.Rows;

/**
 * Where a split's rows lie.
 *
 * @param count number of rows
 * @param width features a row
 * @param features files of consecutive rows, each of shape (rows, width)
 * @param targets one file of shape (count)
 * @param weights likewise, what rows count; null where all count the same
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SplitTensors(int count, int width, List<TensorFile> features, TensorFile targets, TensorFile weights)
        implements Serializable {

    public SplitTensors {
        features = List.copyOf(features);
    }

    /** Of rows that all count the same. */
    public SplitTensors(int count, int width, List<TensorFile> features, TensorFile targets) {
        this(count, width, features, targets, null);
    }

    /**
     * The rows: their targets, and the way to their features. What count and width claim is first compared with what
     * there is, so that nobody makes room for rows that do not exist.
     *
     * @param images what rows are, if they are images; otherwise {@code null}
     * @throws IOException if a file is missing or is not what was written
     */
    public Rows read(FileStore files, StoredImages images) throws IOException {
        long rows = 0;
        for (TensorFile file : features) {
            file.requireSize(files, width, images != null);
            rows += file.rows();
        }
        if (images != null && images.shape().features() != width) {
            throw new IOException("%s claims images of %d numbers in rows of %d".formatted(
                    files.locate(Manifest.PATH), images.shape().features(), width));
        }
        if (width < 1 || rows != count || targets.rows() != count || weights != null && weights.rows() != count) {
            throw new IOException("%s claims %d rows of %d features, but its files hold %d rows and %d targets"
                    .formatted(files.locate(Manifest.PATH), count, width, rows, targets.rows()));
        }
        return new Rows(count, width, new Stored(files, features, width, images), targets.targets(files),
                weights == null ? null : weights.targets(files));
    }

    /** The files of single numbers: a row's target, and what it counts. */
    List<TensorFile> ofRows() {
        return weights == null ? List.of(targets) : List.of(targets, weights);
    }

    /** Features in files, each of which is verified before it is shown. */
    private record Stored(FileStore files, List<TensorFile> features, int width, StoredImages images)
            implements FeatureBlocks {

        /** Whole files are read, but no more of them than are needed. */
        @Override
        public float[] first(int values) {
            int needed = 0;
            for (long rows = 0; needed < features.size() && rows * width < values; needed++) {
                rows += features.get(needed).rows();
            }
            return needed == features.size() ? FeatureBlocks.super.first(values)
                    : new Stored(files, features.subList(0, needed), width, images).first(values);
        }

        @Override
        public void read(Consumer<FloatBuffer> reader) {
            for (TensorFile file : features) {
                try {
                    if (images == null) {
                        reader.accept(file.features(files, width));
                    } else {
                        file.images(files, width, images, reader);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}

package org.whittle.data.image;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.whittle.data.column.Findings;
import org.whittle.score.image.BrokenPictureException;
import org.whittle.score.image.Frame;
import org.whittle.score.image.Picture;
import org.whittle.study.ImageSpec;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;
import org.whittle.study.PictureSpec;

/**
 * What a task has seen of pictures, each of which was decoded once to look at it, before there is a table of them.
 *
 * @param pictures how many, broken ones included
 * @param broken how many cannot be used
 * @param problems what is wrong with them, as far as all of it is kept
 * @param sizes how many there are of each, as {@code width x height}
 * @param grey whether all are
 */
record PictureLook(long pictures, long broken, List<Broken> problems, TreeMap<String, Long> sizes, boolean grey)
        implements Serializable {

    /** Problems that are told one by one. */
    static final int MOST_PROBLEMS = 1000;
    private static final int SIZES = 5;

    /** What is wrong with a picture. */
    record Broken(String name, String why) implements Serializable {
    }

    /** Where a picture comes from. */
    @FunctionalInterface
    interface Reader {

        /** @throws BrokenPictureException if it cannot be used */
        Picture read() throws IOException;
    }

    static PictureLook none() {
        return new PictureLook(0, 0, new ArrayList<>(), new TreeMap<>(), true);
    }

    /** Of one picture that cannot be used. */
    static PictureLook broken(String name, String why) {
        return new PictureLook(1, 1, new ArrayList<>(List.of(new Broken(name, why))), new TreeMap<>(), true);
    }

    /**
     * Of one picture.
     *
     * @throws IOException if the file system fails
     */
    static PictureLook of(String name, Reader reader) throws IOException {
        try {
            Picture picture = reader.read();
            return new PictureLook(1, 0, new ArrayList<>(),
                    new TreeMap<>(Map.of("%d x %d".formatted(picture.width(), picture.height()), 1L)),
                    picture.channels() == 1);
        } catch (BrokenPictureException e) {
            return broken(name, e.getMessage());
        }
    }

    /** This and what was seen after it. */
    PictureLook and(PictureLook next) {
        next.sizes.forEach((size, count) -> sizes.merge(size, count, Long::sum));
        next.problems.stream().limit(Math.max(0, MOST_PROBLEMS + 1L - problems.size())).forEach(problems::add);
        return new PictureLook(pictures + next.pictures, broken + next.broken, problems, sizes, grey && next.grey);
    }

    /**
     * Tells of all that is wrong.
     *
     * @param path of all pictures
     * @param findings told of each that is broken, by its name, and of sizes that differ
     * @return what the pictures are brought to
     * @throws InvalidInputException if none can be used
     */
    ImageSpec tell(String path, PictureSpec how, Findings findings) {
        tellBroken(path, how.skipBroken(), findings);
        if (broken == pictures) {
            findings.throwIfAny();
            throw IdxFile.problem(path, "holds no picture that can be used, of %d".formatted(pictures));
        }
        Frame frame = how.frame();
        if (frame.height() == 0 && sizes.size() > 1) {
            findings.problem(
                    InputProblem.of("%s holds pictures of %d sizes (%s); write data.image { width = 32, height = 32 }"
                                    .formatted(
                                            path,
                                            sizes.size(),
                                            sizes.entrySet().stream()
                                                    .sorted(Map.Entry.<String, Long>comparingByValue()
                                                            .reversed())
                                                    .limit(SIZES)
                                                    .map(size -> "%s: %d".formatted(size.getKey(), size.getValue()))
                                                    .collect(Collectors.joining(", "))))
                            .mendedBy("data.image.width", "data.image.width = 32, data.image.height = 32"));
        }
        String[] size = sizes.firstKey().split(" x ");
        return new ImageSpec(frame.height() > 0 ? frame.height() : Integer.parseInt(size[1]),
                frame.width() > 0 ? frame.width() : Integer.parseInt(size[0]),
                frame.channels() > 0 ? frame.channels() : grey ? 1 : 3);
    }

    private void tellBroken(String path, boolean skip, Findings findings) {
        problems.sort(Comparator.comparing(Broken::name));
        problems.stream().limit(MOST_PROBLEMS).forEach(one -> {
            InputProblem line = InputProblem.of("%s %s%s".formatted(one.name, one.why,
                    skip ? "; it is left out (data.on-error = skip)" : ""));
            if (skip) {
                findings.note(line);
            } else {
                findings.problem(line.mendedBy("data.on-error", "data.on-error = skip"));
            }
        });
        if (broken > problems.size() || problems.size() > MOST_PROBLEMS) {
            InputProblem more = InputProblem.of("%s: %d of %d pictures cannot be used; not all of them are told"
                    .formatted(path, broken, pictures));
            if (skip) {
                findings.note(more);
            } else {
                findings.problem(more);
            }
        }
    }

    /** What pictures of such a shape are brought to. */
    static PictureSpec framed(PictureSpec how, ImageSpec shape) {
        return how.with(new Frame(shape.height(), shape.width(), shape.channels(), how.frame().fit()));
    }
}

package org.whittle.data.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.whittle.data.column.SettingLine;
import org.whittle.study.ImageSpec;
import org.whittle.study.InputProblem;

/**
 * What the names of an image's columns tell of their order: numbers in them count pixels, or rows and columns of
 * pixels. Sorted as texts, pixel_10 stands before pixel_2, and the rows are no images.
 *
 * @param names of the columns, in their order, as many as the image has numbers
 */
record PixelNames(List<String> names, ImageSpec image) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /** A name without its numbers. */
    static String pattern(String name) {
        return NUMBER.matcher(name).replaceAll("#");
    }

    /** What is wrong with the order, as far as it shows; empty if nothing is, or the names tell nothing. */
    Optional<InputProblem> problem() {
        if (names.stream().map(PixelNames::pattern).distinct().count() > 1) {
            return planes();
        }
        List<int[]> places = names.stream().map(PixelNames::numbers).toList();
        if (places.isEmpty() || places.get(0).length == 0) {
            return Optional.empty();
        }
        for (int i = 1; i < places.size(); i++) {
            if (Arrays.compare(places.get(i - 1), places.get(i)) > 0) {
                return Optional.of(unordered(i, places));
            }
        }
        return extents(places);
    }

    private InputProblem unordered(int at, List<int[]> places) {
        List<String> sorted = IntStream.range(0, names.size()).boxed()
                .sorted((a, b) -> Arrays.compare(places.get(a), places.get(b))).map(names::get).toList();
        String line = "data.features = [%s]";
        return InputProblem.of(("column '%s' stands before '%s', which is no order of pixels; put them in their order: "
                + "%s").formatted(names.get(at - 1), names.get(at), line.formatted(sorted.stream().limit(3)
                        .map(SettingLine::value).collect(Collectors.joining(", ")) + ", …")))
                .mendedBy("data.features", line.formatted(sorted.stream().map(SettingLine::value)
                        .collect(Collectors.joining(", "))));
    }

    /** Where names count rows, columns and perhaps channels, they count as many as there are. */
    private Optional<InputProblem> extents(List<int[]> places) {
        int parts = places.get(0).length;
        int[] shape = {image.height(), image.width(), image.channels()};
        boolean grey = parts == 2 && image.channels() == 1;
        if (!grey && parts != shape.length) {
            return Optional.empty();
        }
        int[] counted = new int[parts];
        Arrays.setAll(counted, part -> (int) places.stream().mapToInt(place -> place[part]).distinct().count());
        // Numbers that stand for something else do not make a box.
        long box = Arrays.stream(counted).asLongStream().reduce(1, (a, b) -> a * b);
        if (box != names.size() || Arrays.equals(counted, grey ? Arrays.copyOf(shape, 2) : shape)) {
            return Optional.empty();
        }
        String sizes = Arrays.stream(counted).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
        String written = new ImageSpec(counted[0], counted[1], grey ? 1 : counted[2]).text();
        return Optional.of(InputProblem.of("columns '%s' to '%s' are named as %s; write %s%s".formatted(names.get(0),
                        names.get(names.size() - 1), sizes, written,
                        grey ? "" : ", or order them so that the channels of a pixel are side by side"))
                .mendedBy("data.image.shape", grey ? "data.image.shape = " + written : ""));
    }

    /** Channels by name, such as r0 to r783 and then g0: one behind the other instead of side by side. */
    private Optional<InputProblem> planes() {
        List<String> patterns = names.stream().map(PixelNames::pattern).distinct().toList();
        int plane = names.size() / image.channels();
        if (patterns.size() != image.channels() || plane < 2) {
            return Optional.empty();
        }
        for (int i = 0; i < names.size(); i++) {
            if (!pattern(names.get(i)).equals(patterns.get(i / plane))) {
                return Optional.empty();
            }
        }
        List<String> sideBySide = new ArrayList<>();
        IntStream.range(0, names.size()).forEach(i ->
                sideBySide.add(names.get(i % image.channels() * plane + i / image.channels())));
        String line = "data.features = [%s]";
        return Optional.of(InputProblem.of(
                        ("the channels' columns are one behind the other ('%s' after '%s'), where those "
                                        + "of a pixel have to be side by side; put them in that order: %s")
                                .formatted(
                                        names.get(plane),
                                        names.get(plane - 1),
                                        line.formatted(sideBySide.stream()
                                                        .limit(image.channels())
                                                        .map(SettingLine::value)
                                                        .collect(Collectors.joining(", "))
                                                + ", …")))
                .mendedBy(
                        "data.features",
                        line.formatted(
                                sideBySide.stream().map(SettingLine::value).collect(Collectors.joining(", ")))));
    }

    private static int[] numbers(String name) {
        Matcher matcher = NUMBER.matcher(name);
        List<Integer> numbers = new ArrayList<>();
        while (matcher.find()) {
            numbers.add(Integer.valueOf(matcher.group()));
        }
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}

package org.whittle.bench.folds;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.whittle.app.Whittle;

/**
 * A table of which a study sees a few rows only; those that are left tell how good its choice is.
 *
 * @param name of the table
 * @param label its column
 * @param categorical columns whose numbers are names
 * @param header names of columns, separated by commas
 * @param rows without the header, separated by commas
 */
record SampledTable(String name, String label, List<String> categorical, String header, List<String> rows) {

    /** Test rows beyond these say nothing more: their standard error is far below that between samples. */
    private static final int MOST_TEST_ROWS = 10_000;

    SampledTable {
        categorical = List.copyOf(categorical);
        rows = List.copyOf(rows);
    }

    /** The digits of the jar. */
    static SampledTable digits() {
        try (InputStream in = Whittle.class.getResourceAsStream("/sample/digits.csv")) {
            return read("digits", "digit", List.of(), in, ",");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A table of PMLB, {@code NAME.tsv.gz} in a folder. */
    static SampledTable pmlb(Path folder, String name) {
        List<String> categorical = name.equals("adult")
                ? List.of("workclass", "education", "marital-status", "occupation", "relationship", "race", "sex",
                        "native-country")
                : List.of();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(name + ".tsv.gz")))) {
            return read(name, "target", categorical, in, "\t");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SampledTable read(
            String name, String label, List<String> categorical, InputStream in, String separator) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        List<String> lines = reader.lines().map(line -> line.replace(separator, ",")).toList();
        return new SampledTable(name, label, categorical, lines.get(0), lines.subList(1, lines.size()));
    }

    /**
     * Writes a sample: {@code count} rows of which every fifth is for validation where there are no folds, and of the
     * others at most {@value #MOST_TEST_ROWS} as test rows. The column {@code part} says which is which.
     */
    void write(Path file, int count, long seed) throws IOException {
        List<Integer> order = new ArrayList<>(Stream.iterate(0, i -> i + 1).limit(rows.size()).toList());
        Collections.shuffle(order, new Random(seed));
        int last = Math.min(rows.size(), count + MOST_TEST_ROWS);
        StringBuilder text = new StringBuilder(header).append(",part\n");
        for (int i = 0; i < last; i++) {
            String part = i >= count ? "test" : i % 5 == 4 ? "validation" : "training";
            text.append(rows.get(order.get(i))).append(',').append(part).append('\n');
        }
        Files.writeString(file, text);
    }
}

package org.whittle.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a measurement found, as {@code target/bench/NAME.json}: rows of case, value, unit, low, high and reference,
 * which is what others reach. A figure is in bounds if it is from low to high; without either it is not judged. Needs
 * nothing but a JDK, so that scripts can run this file alone.
 */
public final class Figures {

    /** No bound, or nothing to compare with. */
    public static final double NONE = Double.NaN;

    private record Figure(String name, double value, String unit, double low, double high, double reference) {

        boolean judged() {
            return !Double.isNaN(low) || !Double.isNaN(high);
        }

        boolean inBounds() {
            return (Double.isNaN(low) || value >= low) && (Double.isNaN(high) || value <= high);
        }

        String json() {
            return "{\"case\": %s, \"value\": %s, \"unit\": %s, \"low\": %s, \"high\": %s, \"reference\": %s}"
                    .formatted(text(name), number(value), text(unit), number(low), number(high), number(reference));
        }

        private static String text(String text) {
            return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }

        // JSON has no infinities.
        private static String number(double value) {
            return Double.isFinite(value) ? Double.toString(value) : "null";
        }
    }

    private final List<Figure> figures = new ArrayList<>();

    /** Adds a figure that is not judged. */
    public void add(String name, double value, String unit) {
        add(name, value, unit, NONE, NONE, NONE);
    }

    /** Adds a figure; {@link #NONE} is no bound, and nothing to compare with. One that is no number is in no bounds. */
    public void add(String name, double value, String unit, double low, double high, double reference) {
        figures.add(new Figure(name, value, unit, low, high, reference));
    }

    /** Adds something that has to be so. */
    public void add(String name, boolean holds) {
        add(name, holds ? 1 : 0, "holds", 1, 1, NONE);
    }

    /** Writes the rows, and prints the last line of a measurement. Whether all are in bounds. */
    public boolean finish(String measurement, Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(measurement + ".json"),
                    figures.stream().map(Figure::json).collect(Collectors.joining(",\n ", "[", "]\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long judged = figures.stream().filter(Figure::judged).count();
        long within = figures.stream().filter(f -> f.judged() && f.inBounds()).count();
        System.out.printf(Locale.ROOT, "%s: %d of %d in bounds%n", measurement, within, judged);
        return within == judged;
    }

    /** The figures as {@link #main} reads them. */
    public List<String> lines() {
        return figures.stream()
                .map(f -> String.join(
                        "\t", f.name(), line(f.value()), f.unit(), line(f.low()), line(f.high()), line(f.reference())))
                .toList();
    }

    private static String line(double value) {
        return Double.isNaN(value) ? "-" : Double.toString(value);
    }

    /**
     * Reads figures from standard input, one a line with tabs between: case, value, unit, low, high, reference; - is
     * none.
     *
     * @param args name of the measurement, folder to write to
     */
    public static void main(String[] args) throws IOException {
        Figures figures = new Figures();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] row = line.split("\t", -1);
                if (row.length != 6) {
                    throw new IOException("A row has case, value, unit, low, high and reference: " + line);
                }
                figures.add(row[0], read(row[1]), row[2], read(row[3]), read(row[4]), read(row[5]));
            }
        }
        figures.finish(args[0], Path.of(args[1]));
    }

    private static double read(String text) {
        return text.equals("-") ? NONE : Double.parseDouble(text);
    }
}

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes what a measurement found to target/bench/NAME.json, and its last line. Standard input has a row a line, with tabs
 * between: case, value, unit, low, high, reference. A row is in bounds if its value is from low to high; - is no bound, and a
 * row without either is not judged.
 */
final class Rows {

    private Rows() {
    }

    /** @param args name of the measurement, folder to write to */
    public static void main(String[] args) throws IOException {
        List<String> json = new ArrayList<>();
        int judged = 0;
        int within = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] row = line.split("\t", -1);
                if (row.length != 6) {
                    throw new IOException("A row has case, value, unit, low, high and reference: " + line);
                }
                json.add(String.format(Locale.ROOT, "{\"case\": %s, \"value\": %s, \"unit\": %s, \"low\": %s, \"high\": %s, \"reference\": %s}",
                        text(row[0]), number(row[1]), text(row[2]), number(row[3]), number(row[4]), number(row[5])));
                if (!row[3].equals("-") || !row[4].equals("-")) {
                    double value = Double.parseDouble(row[1]);
                    judged++;
                    within += (row[3].equals("-") || value >= Double.parseDouble(row[3]))
                            && (row[4].equals("-") || value <= Double.parseDouble(row[4])) ? 1 : 0;
                }
            }
        }
        Path folder = Files.createDirectories(Path.of(args[1]));
        Files.writeString(folder.resolve(args[0] + ".json"), "[" + String.join(",\n ", json) + "]\n");
        System.out.printf("%s: %d of %d in bounds%n", args[0], within, judged);
    }

    private static String number(String text) {
        return text.equals("-") ? "null" : Double.toString(Double.parseDouble(text));
    }

    private static String text(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}

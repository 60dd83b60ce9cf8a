package org.whittle.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code scripts/bench fuzz}: every part in full, one after another in this JVM. */
public final class FuzzBench {

    private FuzzBench() {
    }

    /**
     * @param arguments {@code --parts directory,files,tables}, {@code --count N} (of each part; default: what was
     *     promised), {@code --from N} (the first number; each number is an input of its own)
     */
    public static void main(String[] arguments) throws IOException {
        List<String> parts = List.of(option(arguments, "--parts", "directory,files,tables,predict").split(","));
        int from = Integer.parseInt(option(arguments, "--from", "0"));
        List<String> findings = new ArrayList<>();
        for (String name : parts) {
            String usual = List.of("tables", "predict").contains(name) ? "500" : "1000";
            int count = Integer.parseInt(option(arguments, "--count", usual));
            long began = System.nanoTime();
            Fuzz.Result result = new Fuzz(part(name)).run(from, count);
            System.out.printf("%s: %s, %.0f s%n", name, result, (System.nanoTime() - began) / 1e9);
            result.findings().forEach(System.out::println);
            findings.addAll(result.findings());
        }
        System.exit(findings.isEmpty() ? 0 : 1);
    }

    private static FuzzPart part(String name) throws IOException {
        return switch (name) {
            case "directory" -> new DirectoryFuzz();
            case "files" -> new StudyFileFuzz();
            case "tables" -> new TableFuzz();
            case "predict" -> new PredictFuzz();
            default -> throw new IllegalArgumentException(
                    "There are the parts directory, files, tables and predict, not " + name);
        };
    }

    private static String option(String[] arguments, String name, String standard) {
        for (int i = 0; i + 1 < arguments.length; i++) {
            if (arguments[i].equals(name)) {
                return arguments[i + 1];
            }
        }
        return standard;
    }
}

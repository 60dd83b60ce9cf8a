package org.whittle.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scores the rows of a plain CSV file in a process of its own: a label a line. */
final class ScoreFile {

    private ScoreFile() {
    }

    /** @param arguments the model's directory and the file */
    public static void main(String[] arguments) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(arguments[1]));
        String[] names = lines.get(0).split(",");
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Map<String, Object> row = new HashMap<>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], cells[i].isEmpty() ? null : cells[i]);
            }
            rows.add(row);
        }
        try (Scorer scorer = Scorer.load(Path.of(arguments[0]))) {
            scorer.score(rows).forEach(prediction -> System.out.println(prediction.label()));
        }
    }
}

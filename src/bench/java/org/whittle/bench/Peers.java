package org.whittle.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What other tuners reached on the same problems, from a file of {@code task,method,seed,…,regret_<n>,…,seconds}. */
final class Peers {

    private record Row(String task, String method, int seed, Map<String, Double> values) {
    }

    private final List<Row> rows = new ArrayList<>();

    Peers(Path csv) {
        try {
            List<String> lines = Files.readAllLines(csv);
            List<String> header = List.of(lines.get(0).split(","));
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",");
                Map<String, Double> values = new TreeMap<>();
                for (int i = 3; i < cells.length; i++) {
                    values.put(header.get(i), Double.valueOf(cells[i]));
                }
                rows.add(new Row(cells[0], cells[1], Integer.parseInt(cells[2]), values));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> methods() {
        return rows.stream().map(Row::method).distinct().toList();
    }

    /** Regrets on these tasks after so many full trainings. */
    Scores scores(String method, List<String> tasks, int trainings) {
        return scores(method, tasks, "regret_" + trainings);
    }

    double secondsARun(String method, List<String> tasks) {
        return scores(method, tasks, "seconds").mean();
    }

    private Scores scores(String method, List<String> tasks, String column) {
        return new Scores(tasks.stream().map(task -> rows.stream()
                .filter(r -> r.task().equals(task) && r.method().equals(method))
                .mapToDouble(r -> r.values().get(column)).toArray()).toArray(double[][]::new));
    }

    /** Whether there are results for all of these tasks and budgets. */
    boolean cover(String method, List<String> tasks, int[] trainings) {
        return tasks.stream().allMatch(task -> rows.stream().anyMatch(r -> r.task().equals(task)
                && r.method().equals(method)
                && Arrays.stream(trainings).allMatch(b -> r.values().containsKey("regret_" + b))));
    }
}

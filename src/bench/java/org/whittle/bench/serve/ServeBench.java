package org.whittle.bench.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.whittle.bench.Figures;
import org.whittle.score.Prediction;
import org.whittle.score.Scorer;

/**
 * A digits model at work: microseconds a row of {@link Scorer} and of onnxruntime on the file that {@code export}
 * wrote, in turns in one thread, each from the same maps of columns to the same probabilities.
 */
public final class ServeBench {

    /** The agreement that issue 18 asks for; probabilities. */
    private static final double TOLERANCE = 1e-5;
    private static final int WARM_UP = 20_000;
    private static final int TURNS = 9;
    /** Rows that a turn scores in batches, and one by one. */
    private static final int ROWS = 256 * 80;
    private static final int SINGLE = 4_000;

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    /** Scores rows. */
    private interface Server {
        double[][] score(List<Map<String, Object>> rows) throws Exception;
    }

    /** CPU time of the thread and time on the wall, in microseconds a row, of a turn. */
    private record Turn(double cpu, double wall) {
    }

    private ServeBench() {
    }

    /** @param args the model's directory, the ONNX file, the folder for the figures */
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        List<Map<String, Object>> rows = digits();
        Figures figures = new Figures();
        try (Scorer scorer = Scorer.load(Path.of(args[0]));
                OnnxServer onnx = new OnnxServer(Files.readAllBytes(Path.of(args[1])), scorer.columns())) {
            Map<String, Server> servers = new LinkedHashMap<>();
            servers.put("Scorer", some -> probabilities(scorer.score(some)));
            servers.put("onnxruntime", onnx::score);
            double apart = apart(servers, rows);
            System.out.printf("largest difference of probabilities, %,d rows: %.1e%n", rows.size(), apart);
            figures.add("largest difference of probabilities", apart, "1", Figures.NONE, TOLERANCE, Figures.NONE);
            System.out.println("microseconds a row, CPU time: median of " + TURNS + " turns [least, most]");
            for (int batch : new int[] {256, 32, 1}) {
                measure(servers, rows, batch, figures);
            }
        }
        figures.finish("serve", Path.of(args[2]));
    }

    private static void measure(Map<String, Server> servers, List<Map<String, Object>> rows, int batch,
                                Figures figures) throws Exception {
        int scored = batch == 1 ? SINGLE : ROWS;
        Map<String, List<Turn>> turns = new LinkedHashMap<>();
        for (Server server : servers.values()) {
            turn(server, rows, batch, WARM_UP);
        }
        for (int i = 0; i < TURNS; i++) {
            for (Map.Entry<String, Server> server : servers.entrySet()) {
                turns.computeIfAbsent(server.getKey(), name -> new ArrayList<>())
                        .add(turn(server.getValue(), rows, batch, scored));
            }
        }
        Map<String, Double> medians = new HashMap<>();
        turns.forEach((name, all) -> {
            double[] cpu = all.stream().mapToDouble(Turn::cpu).sorted().toArray();
            double[] wall = all.stream().mapToDouble(Turn::wall).sorted().toArray();
            medians.put(name, cpu[TURNS / 2]);
            System.out.printf("  %-12s batches of %3d   %7.2f [%.2f, %.2f]   on the wall %7.2f   %,9.0f rows/s%n", name,
                    batch, cpu[TURNS / 2], cpu[0], cpu[TURNS - 1], wall[TURNS / 2], 1e6 / cpu[TURNS / 2]);
        });
        double most = batch == 256 ? 20 : batch == 1 ? 100 : Figures.NONE;
        figures.add("digits, batches of " + batch, medians.get("Scorer"), "us a row", Figures.NONE, most,
                medians.get("onnxruntime"));
    }

    private static Turn turn(Server server, List<Map<String, Object>> rows, int batch, int scored) throws Exception {
        long cpu = CLOCK.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        double sum = 0;
        int done = 0;
        while (done < scored) {
            int from = done % (rows.size() - batch);
            sum += server.score(rows.subList(from, from + batch))[0][0];
            done += batch;
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("not a number");
        }
        return new Turn((CLOCK.getCurrentThreadCpuTime() - cpu) / 1e3 / done, (System.nanoTime() - wall) / 1e3 / done);
    }

    private static double apart(Map<String, Server> servers, List<Map<String, Object>> rows) throws Exception {
        double[][] one = servers.get("Scorer").score(rows);
        double[][] other = servers.get("onnxruntime").score(rows);
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            for (int k = 0; k < one[i].length; k++) {
                largest = Math.max(largest, Math.abs(one[i][k] - other[i][k]));
            }
        }
        return largest;
    }

    private static double[][] probabilities(List<Prediction> predictions) {
        return predictions.stream().map(prediction -> ((Prediction.Label) prediction).probabilities().values().stream()
                .mapToDouble(p -> p).toArray()).toArray(double[][]::new);
    }

    /** The rows of the table that Whittle brings, as a server has them. */
    private static List<Map<String, Object>> digits() throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                ServeBench.class.getResourceAsStream("/sample/digits.csv"), StandardCharsets.UTF_8))) {
            String[] names = in.readLine().split(",");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int[] cells = Arrays.stream(line.split(",")).mapToInt(Integer::parseInt).toArray();
                Map<String, Object> row = new HashMap<>();
                for (int i = 0; i < names.length; i++) {
                    row.put(names[i], cells[i]);
                }
                rows.add(row);
            }
        }
        return rows;
    }
}

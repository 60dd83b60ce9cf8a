package org.whittle.bench.gpu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.whittle.bench.Figures;
import org.whittle.bench.cohorts.GaussianRows;
import org.whittle.bench.cohorts.NoFiles;
import org.whittle.bench.cohorts.Peer;
import org.whittle.space.Configuration;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Samples a second through the whole loop, epochs with their evaluations, of cohorts of equal networks; beside PyTorch
 * eager, which trains and evaluates one network.
 */
final class RateTable {

    /** Of a GPU: 3 to 1, as studies divide rows. */
    private static final int ROWS = 2048;
    private static final int VALIDATION = 512;
    /** A core stands for a GPU to try this, not to be measured. */
    private static final int ROWS_OF_A_CORE = 512;
    private static final double SECONDS = 1;
    private static final int LEAST_EPOCHS = 3;
    /** What an H200 is to reach at K = 256, through the whole loop. */
    private static final int JUDGED = 256;
    private static final double TIMES_EAGER = 50;

    private record Case(String name, int[] sizes, int batch, double least) {
    }

    private static final List<Case> CASES = List.of(
            new Case("a", new int[] {64, 32, 16, 10}, 32, 20e6),
            new Case("b", new int[] {64, 256, 128, 10}, 32, 13e6),
            new Case("c", new int[] {784, 256, 128, 10}, 128, 12e6));

    private RateTable() {
    }

    /**
     * @param peer PyTorch, if Python has it; else {@code null}
     * @param card for whose rates there are bounds only if it is an H200
     */
    static void measure(Subject subject, List<Integer> sizes, Peer peer, String card, Report report)
            throws IOException {
        report.heading("Rates");
        report.say("Thousands of samples a second, epochs of %d rows with an evaluation on %d each.", rows(subject),
                VALIDATION);
        report.say("");
        report.say("| network | PyTorch eager, one by one | %s |", String.join(" | ", sizes.stream()
                .map(k -> "K = " + k).toList()));
        report.say("|---|---|%s", "---|".repeat(sizes.size()));
        for (Case network : CASES) {
            double eager = peer == null ? Double.NaN : peer.rate(Peer.list(network.sizes()), network.batch(),
                    rows(subject), VALIDATION, subject.gpu() ? "cuda" : "cpu");
            List<String> cells = new ArrayList<>();
            for (int k : sizes) {
                double rate = rate(subject, network, k);
                cells.add(thousands(rate));
                judge(subject, network, k, rate, eager, card, report);
            }
            report.say("| %s: %s, batch %d | %s | %s |", network.name(), String.join("-", IntStream.of(network.sizes())
                    .mapToObj(Integer::toString).toList()), network.batch(), thousands(eager),
                    String.join(" | ", cells));
        }
    }

    private static String thousands(double rate) {
        return Double.isNaN(rate) ? "–" : String.format(Locale.ROOT, "%,.1f", rate / 1000);
    }

    private static void judge(Subject subject, Case network, int k, double rate, double eager, String card,
                              Report report) {
        boolean judged = subject.gpu() && k == JUDGED;
        String name = "%s, K = %d".formatted(network.name(), k);
        report.figures().add(name, rate, "samples/s", judged && card.contains("H200") ? network.least() : Figures.NONE,
                Figures.NONE, eager);
        if (!Double.isNaN(eager)) {
            report.figures().add(name + ": to PyTorch eager, one by one", rate / eager, "ratio",
                    judged ? TIMES_EAGER : subject.gpu() && k == 1 ? 1 : Figures.NONE, Figures.NONE, Figures.NONE);
        }
    }

    private static int rows(Subject subject) {
        return subject.gpu() ? ROWS : ROWS_OF_A_CORE;
    }

    private static double rate(Subject subject, Case network, int k) throws IOException {
        DjlTrainer trainer = Subject.trainer(subject.settings("batch-size", network.batch(), "optimizer", "adam",
                "activation", "relu", "dropout", 0.0, "label-smoothing", 0.0),
                GaussianRows.of(network.sizes()[0], network.sizes()[network.sizes().length - 1], rows(subject),
                        VALIDATION), new NoFiles());
        TreeMap<String, Object> values = new TreeMap<>(Map.of("layers", network.sizes().length - 2));
        for (int layer = 1; layer < network.sizes().length - 1; layer++) {
            values.put("units." + layer, network.sizes()[layer]);
        }
        double epoch = seconds(subject, trainer, values, k, LEAST_EPOCHS);
        if (epoch * LEAST_EPOCHS < SECONDS) {
            epoch = seconds(subject, trainer, values, k, (int) Math.min(2000, LEAST_EPOCHS + SECONDS / epoch));
        }
        trainer.release();
        return k * (double) rows(subject) / epoch;
    }

    /** An epoch's, on average, but for the first, in which programs are loaded. */
    private static double seconds(Subject subject, DjlTrainer trainer, TreeMap<String, Object> values, int k,
                                  int epochs) throws IOException {
        List<TrialTask> tasks = IntStream.range(0, k)
                .mapToObj(i -> Mixed.task(i, new Configuration(values), epochs)).toList();
        double seconds = 0;
        for (TrialOutcome outcome : subject.run(trainer, tasks)) {
            if (!(outcome instanceof TrialOutcome.Completed)) {
                throw new IllegalStateException(outcome.toString());
            }
            seconds += outcome.epochs().stream().skip(1).mapToDouble(e -> e.seconds()).sum();
        }
        return seconds / (epochs - 1);
    }
}

package org.whittle.bench.cohorts;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.whittle.bench.Figures;
import org.whittle.config.StudyFile;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.study.StudySpec;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Budget;
import org.whittle.work.Place;
import org.whittle.work.Start;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Cohorts trained by programs: samples a CPU-second of one core, of whole trainings with their evaluations; and in
 * alternating turns JAX, if Python has it, which trains equal networks by one compiled scan, without evaluations.
 */
public final class ProgramsBench {

    /** The members that the planner gives a cohort of such networks, where nothing may be slower. */
    private static final Map<String, Integer> PLANNED = Map.of("a", 64, "b", 8, "c", 1);
    private static final int ROWS = 2048;
    /** CPU-seconds. */
    private static final double TURN = 0.4;
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private record Case(String name, int[] sizes, int batchSize) {
    }

    private static final Place PLACE = new Place("here", List.of(), "1.0.0", 0);

    private ProgramsBench() {
    }

    /**
     * @param args a study file, for the values of settings that are not measured here; turns; then sizes of cohorts,
     *     dropouts and networks, each a list with commas; the folder for JSON; a Python with JAX and its script, if any
     */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        StudySpec spec = StudyFile.read(args[0], List.of());
        int turns = Integer.parseInt(args[1]);
        List<Integer> sizes = Arrays.stream(args[2].split(",")).map(Integer::valueOf).toList();
        List<Double> dropouts = Arrays.stream(args[3].split(",")).map(Double::valueOf).toList();
        System.out.println("samples a CPU-second, thousands: median of " + turns + " turns; ratio with the 95 %"
                + " interval of its median");
        Figures figures = new Figures();
        Peer jax = args.length > 7 ? new Peer(args[6], args[7]) : null;
        System.out.printf(
                "%-4s %-8s %4s %12s %12s %8s  %s%n", "", "dropout", "K", "programs", "JAX", "ratio", "interval");
        for (Case shape : List.of(new Case("a", new int[] {64, 32, 16, 10}, 32),
                new Case("b", new int[] {64, 256, 128, 10}, 32), new Case("c", new int[] {784, 256, 128, 10}, 128))) {
            if (!args[4].contains(shape.name())) {
                continue;
            }
            for (double dropout : dropouts) {
                for (int k : sizes) {
                    compare(shape, dropout, k, turns, spec, jax, figures);
                }
            }
        }
        if (jax != null) {
            jax.close();
        }
        figures.finish("programs", Path.of(args[5]));
    }

    private static void compare(Case shape, double dropout, int k, int turns, StudySpec spec, Peer jax, Figures figures)
            throws IOException {
        GaussianRows data = GaussianRows.of(shape.sizes()[0], shape.sizes()[shape.sizes().length - 1], ROWS);
        SortedMap<String, Object> settings = settings(shape, spec, dropout);
        DjlTrainer trainer = new DjlTrainer(settings, data, new NoFiles(),
                Objectives.of(new Objective("accuracy", Direction.MAXIMIZE)), 100_000, 1, 1);
        double[] ours = new double[turns];
        double[] peer = new double[turns];
        warmUp(trainer, k);
        int epochs = epochs(trainer, k);
        for (int turn = -1; turn < turns; turn++) {
            double rate = rate(trainer, k, epochs);
            double its = jax == null ? 0
                    : jax.rate(Peer.list(shape.sizes()), shape.batchSize(), k, dropout, ROWS, epochs);
            if (turn >= 0) {
                ours[turn] = rate;
                peer[turn] = its;
            }
        }
        trainer.release();
        String name = "%s, dropout %s, K = %d: ".formatted(shape.name(), dropout, k);
        figures.add(name + "programs", median(ours) / 1000, "thousand samples a CPU-second");
        System.out.printf("%-4s %-8s %4d %12.1f", shape.name(), dropout, k, median(ours) / 1000);
        if (jax != null) {
            double[] ratios = IntStream.range(0, turns).mapToDouble(i -> ours[i] / peer[i]).sorted().toArray();
            int inner = innermost(turns);
            boolean planned = PLANNED.get(shape.name()) == k;
            figures.add(name + "to JAX", ratios[turns / 2], "times JAX", planned ? 0.95 : Figures.NONE, Figures.NONE,
                    median(peer) / 1000);
            System.out.printf(" %12.1f %8.3f  %.3f to %.3f", median(peer) / 1000, ratios[turns / 2], ratios[inner],
                    ratios[turns - 1 - inner]);
        }
        System.out.println();
    }

    /** Of sorted measurements, the innermost that covers, with its mirror image, the median with 95 %. */
    private static int innermost(int turns) {
        int out = 0;
        for (double below = tail(turns, 0); below <= 0.025; below += tail(turns, out)) {
            out++;
        }
        return Math.max(0, out - 1);
    }

    /** What is measured is compiled, and was run. */
    private static void warmUp(DjlTrainer trainer, int k) throws IOException {
        long end = System.nanoTime() + WARM_UP_NANOS;
        while (System.nanoTime() < end) {
            rate(trainer, k, 2);
        }
    }

    private static double tail(int n, int k) {
        double choose = 1;
        for (int i = 0; i < k; i++) {
            choose = choose * (n - i) / (i + 1);
        }
        return choose * Math.pow(0.5, n);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** So many that a turn takes some tenths of a second. */
    private static int epochs(DjlTrainer trainer, int k) throws IOException {
        for (int epochs = 1;; epochs *= 2) {
            double rate = rate(trainer, k, epochs);
            double seconds = k * (double) epochs * ROWS / rate;
            if (seconds > TURN / 2) {
                return (int) Math.max(1, Math.round(epochs * TURN / seconds));
            }
        }
    }

    private static double rate(DjlTrainer trainer, int k, int epochs) throws IOException {
        List<TrialTask> tasks = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            tasks.add(new TrialTask(new TrialId(i), 1, 0, new Configuration(new TreeMap<>()), new Start.Fresh(),
                    new Budget(epochs), i));
        }
        long began = cpuNanos();
        for (TrialOutcome outcome : trainer.runner(PLACE).run(tasks)) {
            if (!(outcome instanceof TrialOutcome.Completed)) {
                throw new IllegalStateException(outcome.toString());
            }
        }
        return (double) k * epochs * ROWS / ((cpuNanos() - began) / 1e9);
    }

    // Of the thread that trains: one thread does all. What the compiler and the collector of a JVM do is left out.
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static SortedMap<String, Object> settings(Case shape, StudySpec spec, double dropout) {
        SortedMap<String, Object> settings = new TreeMap<>(spec.training());
        settings.put("layers", shape.sizes().length - 2);
        for (int layer = 1; layer < shape.sizes().length - 1; layer++) {
            settings.put("units." + layer, shape.sizes()[layer]);
        }
        settings.put("batch-size", shape.batchSize());
        settings.put("optimizer", "adam");
        settings.put("activation", "relu");
        settings.put("dropout", dropout);
        settings.put("label-smoothing", 0.0);
        return settings;
    }
}

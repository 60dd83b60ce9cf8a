package org.whittle.bench.cohorts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.whittle.bench.Figures;
import org.whittle.config.StudyFile;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.study.StudySpec;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.plan.BatchedCohorts;
import org.whittle.train.plan.CohortCost;
import org.whittle.work.Budget;
import org.whittle.work.CohortLimits;
import org.whittle.work.Place;
import org.whittle.work.Start;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Samples a second of cohorts of networks of one shape, in training steps on one core, beside training them one by one:
 * with DJL's own trainer, and as cohorts of one.
 */
public final class CohortsBench {

    private static final List<Integer> SIZES = List.of(1, 4, 16, 64);
    /** In an epoch. */
    private static final int ROWS = 2048;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 6;
    private static final int LOOP_EPOCHS = 12;
    /** Networks times epochs of a measurement. */
    private static final int WORK = 24;

    private record Case(String name, int[] sizes, int batchSize) {

        /** Of products, forward and back; no gradient goes to the input. */
        double operationsASample() {
            double weights = IntStream.range(1, sizes.length).mapToDouble(i -> (double) sizes[i - 1] * sizes[i]).sum();
            return 6 * weights - 2.0 * sizes[0] * sizes[1];
        }
    }

    private static final Figures FIGURES = new Figures();

    private CohortsBench() {
    }

    /**
     * @param args a study file, for the values of hyperparameters that are not measured here, and a file for the
     *     figures, as {@link Figures#main} reads them
     */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        StudySpec spec = StudyFile.read(args[0], List.of());
        for (Case shape : List.of(new Case("a", new int[] {64, 32, 16, 10}, 32),
                new Case("b", new int[] {64, 256, 128, 10}, 32), new Case("c", new int[] {784, 256, 128, 10}, 128))) {
            measure(shape, spec);
        }
        Files.write(Path.of(args[1]), FIGURES.lines());
    }

    private static void measure(Case shape, StudySpec spec) throws IOException {
        GaussianRows data = GaussianRows.of(shape.sizes()[0], shape.sizes()[shape.sizes().length - 1], ROWS);
        SortedMap<String, Object> settings = settings(shape, spec);
        int chosen = chosen(shape, settings);
        System.out.printf("(%s) %s, batches of %d, Adam, on %s%n", shape.name(), String.join(" → ",
                Arrays.stream(shape.sizes()).mapToObj(Integer::toString).toList()), shape.batchSize(), "cpu");
        SortedSet<Integer> sizes = new TreeSet<>(SIZES);
        sizes.add(chosen);
        // What else the machine does only slows down, so the best counts; and it comes and goes, so that everything is
        // measured in turns.
        double loop = 0;
        SortedMap<Integer, Double> rates = new TreeMap<>();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double ofLoop = DjlLoop.samplesPerSecond(shape.sizes(), shape.batchSize(), data.training(), LOOP_EPOCHS);
            loop = round < 0 ? 0 : Math.max(loop, ofLoop);
            for (int k : sizes) {
                double rate = samplesPerSecond(shape, settings, data, k);
                rates.put(k, round <= 0 ? rate : Math.max(rates.get(k), rate));
            }
        }
        System.out.printf("    %-32s %,12.0f samples/s%n", "one by one, DJL's trainer", loop);
        for (int k : sizes) {
            FIGURES.add("(%s) K = %d".formatted(shape.name(), k), rates.get(k), "samples/s", Figures.NONE, Figures.NONE,
                    loop);
            print(
                    "K = " + k + (k == chosen ? ", the planner's" : k == 1 ? ", one by one" : ""),
                    shape,
                    rates.get(k),
                    loop,
                    rates.get(1));
        }
        // A cohort is planned because it pays.
        FIGURES.add("(%s) the planner's K = %d to one by one, DJL's trainer".formatted(shape.name(), chosen),
                rates.get(chosen) / loop, "ratio", 1, Figures.NONE, Figures.NONE);
        FIGURES.add("(%s) the planner's K = %d to K = 1".formatted(shape.name(), chosen),
                rates.get(chosen) / rates.get(1), "ratio", 1, Figures.NONE, Figures.NONE);
    }

    private static void print(String name, Case shape, double rate, double loop, double alone) {
        System.out.printf("    %-32s %,12.0f samples/s  %5.1f × DJL's trainer  %5.2f × K = 1  %3.0f GFLOP/s%n", name,
                rate, rate / loop, rate / alone, rate * shape.operationsASample() / 1e9);
    }

    private static double samplesPerSecond(Case shape, SortedMap<String, Object> settings, GaussianRows data, int k)
            throws IOException {
        int epochs = Math.max(2, WORK / k);
        DjlTrainer trainer = new DjlTrainer(settings, data, new NoFiles(),
                org.whittle.goal.Objectives.of(new org.whittle.goal.Objective("accuracy",
                        org.whittle.goal.Direction.MAXIMIZE)), 100, 1, 1);
        double seconds = 0;
        for (TrialOutcome outcome : trainer.runner(new Place("here", List.of(), "1.0.0", 0)).run(tasks(k, epochs))) {
            if (!(outcome instanceof TrialOutcome.Completed)) {
                throw new IllegalStateException(outcome.toString());
            }
            seconds += outcome.execution().trainingSeconds();
        }
        return (double) k * epochs * ROWS / seconds;
    }

    private static int chosen(Case shape, SortedMap<String, Object> settings) {
        CohortCost cost = new CohortCost(settings, shape.sizes()[0], shape.sizes()[shape.sizes().length - 1],
                ROWS);
        CohortLimits limits = new CohortLimits(64, 1, Duration.ofMillis(250), 1024);
        return new BatchedCohorts(cost, limits).plan(tasks(64, 27), 27).get(0).size();
    }

    private static List<TrialTask> tasks(int k, int epochs) {
        List<TrialTask> tasks = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            tasks.add(new TrialTask(new TrialId(i), 1, 0, new Configuration(new TreeMap<>()), new Start.Fresh(),
                    new Budget(epochs), i));
        }
        return tasks;
    }

    private static SortedMap<String, Object> settings(Case shape, StudySpec spec) {
        SortedMap<String, Object> settings = new TreeMap<>(spec.training());
        settings.put("layers", shape.sizes().length - 2);
        for (int layer = 1; layer < shape.sizes().length - 1; layer++) {
            settings.put("units." + layer, shape.sizes()[layer]);
        }
        settings.put("batch-size", shape.batchSize());
        settings.put("optimizer", "adam");
        settings.put("activation", "relu");
        settings.put("dropout", 0.0);
        settings.put("label-smoothing", 0.0);
        return settings;
    }
}

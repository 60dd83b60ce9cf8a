package org.whittle.bench.cohorts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.bench.Figures;
import org.whittle.config.StudyFile;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.study.StudySpec;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Budget;
import org.whittle.work.Place;
import org.whittle.work.Start;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * One cohort after the other, of changing sizes, depths, widths, activations and optimizers: whether resident memory
 * grows.
 */
public final class SoakBench {

    private static final int ROWS = 512;
    private static final int WIDTH = 64;
    private static final int CLASSES = 10;
    /** Of the last quarter's mean to the second's. */
    private static final double BOUND = 1.03;
    private static final List<String> ACTIVATIONS = List.of("relu", "tanh", "gelu", "silu");
    private static final List<String> OPTIMIZERS = List.of("adam", "adamw", "sgd", "rmsprop", "adagrad");

    private SoakBench() {
    }

    /**
     * @param args a study file, for the values of settings that do not change here; cohorts; where to write JSON, if at
     *     all
     */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        StudySpec spec = StudyFile.read(args[0], List.of());
        int cohorts = Integer.parseInt(args[1]);
        SortedMap<String, Object> settings = new TreeMap<>(spec.training());
        settings.put("batch-size", 32);
        DjlTrainer trainer = new DjlTrainer(settings, GaussianRows.of(WIDTH, CLASSES, ROWS), new NoFiles(),
                Objectives.of(new Objective("accuracy", Direction.MAXIMIZE)), 100, 1, 1);
        double[] mebibytes = new double[cohorts];
        for (int cohort = 0; cohort < cohorts; cohort++) {
            train(trainer, RandomStream.ofSeed(7).child(cohort));
            mebibytes[cohort] = residentMebibytes();
            if ((cohort + 1) % Math.max(1, cohorts / 10) == 0) {
                System.out.printf("%6d cohorts: %.0f MiB resident%n", cohort + 1, mebibytes[cohort]);
            }
        }
        trainer.release();
        double second = mean(mebibytes, cohorts / 4, cohorts / 2);
        double last = mean(mebibytes, 3 * cohorts / 4, cohorts);
        System.out.printf("mean of the second quarter %.1f MiB, of the last %.1f MiB%n", second, last);
        Figures figures = new Figures();
        figures.add(
                "resident memory, last quarter to second", last / second, "ratio", Figures.NONE, BOUND, Figures.NONE);
        figures.add("resident memory, second quarter", second, "MiB");
        figures.add("cohorts", cohorts, "count");
        if (!figures.finish("soak", Path.of(args[2]))) {
            System.exit(1);
        }
    }

    private static void train(DjlTrainer trainer, RandomStream random) throws IOException {
        List<TrialTask> tasks = new ArrayList<>();
        int members = 1 + random.nextInt(12);
        for (int i = 0; i < members; i++) {
            SortedMap<String, Object> values = new TreeMap<>();
            int layers = 1 + random.nextInt(3);
            values.put("layers", layers);
            for (int layer = 1; layer <= layers; layer++) {
                values.put("units." + layer, 8 + random.nextInt(120));
            }
            values.put("activation", ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size())));
            values.put("optimizer", OPTIMIZERS.get(random.nextInt(OPTIMIZERS.size())));
            values.put("learning-rate", 1e-4 + 1e-2 * random.nextDouble());
            values.put("dropout", random.nextInt(2) * 0.3);
            tasks.add(new TrialTask(new TrialId(i), 1, 0, new Configuration(values), new Start.Fresh(),
                    new Budget(1 + random.nextInt(2)), i));
        }
        for (TrialOutcome outcome : trainer.runner(new Place("here", List.of(), "1.0.0", 0)).run(tasks)) {
            if (outcome instanceof TrialOutcome.Failed failed) {
                throw new IllegalStateException(failed.reason());
            }
        }
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum / (to - from);
    }

    /** As Linux has it. */
    private static double residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow() / 1024.0;
    }
}

package org.whittle.bench.cohorts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.train.DjlTrainer;
import org.whittle.trial.Budget;
import org.whittle.trial.Direction;
import org.whittle.trial.FileStore;
import org.whittle.trial.LearningTask;
import org.whittle.trial.Objective;
import org.whittle.trial.Objectives;
import org.whittle.trial.Place;
import org.whittle.trial.Rows;
import org.whittle.trial.Start;
import org.whittle.trial.TrainingData;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialTask;

/** Samples a second of cohorts of networks of one shape, on one core, beside training them one by one. */
public final class CohortsBench {

    private static final int[] SIZES = {1, 4, 16, 64};

    private record Case(String name, int[] sizes, int batchSize) {
    }

    private record Data(LearningTask task, int width, Rows training, Rows validation) implements TrainingData {
    }

    private CohortsBench() {
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        for (Case shape : List.of(new Case("a", new int[] {64, 32, 16, 10}, 32),
                new Case("b", new int[] {64, 256, 128, 10}, 32), new Case("c", new int[] {784, 256, 128, 10}, 128))) {
            measure(shape);
        }
    }

    private static void measure(Case shape) throws IOException {
        int[] sizes = shape.sizes();
        int rows = 64 * shape.batchSize();
        Data data = data(sizes[0], sizes[sizes.length - 1], rows);
        double flops = 0;
        for (int i = 1; i < sizes.length; i++) {
            flops += 6.0 * sizes[i - 1] * sizes[i] - (i == 1 ? 2.0 * sizes[0] * sizes[1] : 0);
        }
        double loop = DjlLoop.samplesPerSecond(sizes, shape.batchSize(), data.training(), 6);
        System.out.printf("(%s) %s batch %d: DJL's trainer one by one %,.0f samples/s%n", shape.name(),
                java.util.Arrays.toString(sizes), shape.batchSize(), loop);
        double alone = 0;
        for (int k : SIZES) {
            double best = 0;
            for (int repeat = 0; repeat < 4; repeat++) {
                best = Math.max(best, samplesPerSecond(shape, data, k, Math.max(2, 24 / k)));
            }
            alone = k == 1 ? best : alone;
            System.out.printf("    K = %3d: %,10.0f samples/s, %5.1f x DJL's trainer, %5.2f x K = 1 (%.0f GFLOP/s)%n", k,
                    best, best / loop, best / alone, best * flops / 1e9);
        }
    }

    private static double samplesPerSecond(Case shape, Data data, int k, int epochs) throws IOException {
        DjlTrainer trainer = new DjlTrainer(defaults(shape), data, new Files(),
                Objectives.of(new Objective("accuracy", Direction.MAXIMIZE)), 100, 1, 1);
        List<TrialTask> cohort = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            cohort.add(new TrialTask(new TrialId(i), 1, 0, new Configuration(new TreeMap<>()), new Start.Fresh(),
                    new Budget(epochs), i));
        }
        double seconds = 0;
        long cpu = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (TrialOutcome outcome : trainer.runner(new Place("here", List.of(), "1.0.0", 0)).run(cohort)) {
            if (!(outcome instanceof TrialOutcome.Completed)) {
                throw new IllegalStateException(outcome.toString());
            }
            seconds += outcome.execution().trainingSeconds();
        }
        seconds = (java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
        return (double) k * epochs * data.training().count() / seconds;
    }

    private static SortedMap<String, Object> defaults(Case shape) {
        SortedMap<String, Object> all = new TreeMap<>(Map.ofEntries(Map.entry("layers", 2), Map.entry("units", 16),
                Map.entry("activation", "relu"), Map.entry("dropout", 0.0), Map.entry("batch-normalization", false),
                Map.entry("initialization", "he"), Map.entry("optimizer", "adam"), Map.entry("learning-rate", 0.001),
                Map.entry("momentum", 0.9), Map.entry("nesterov", false), Map.entry("beta1", 0.9),
                Map.entry("beta2", 0.999), Map.entry("rho", 0.99), Map.entry("epsilon", 1e-8),
                Map.entry("weight-decay", 1e-4), Map.entry("clip-norm", 0.0), Map.entry("batch-size", shape.batchSize()),
                Map.entry("schedule", "constant"), Map.entry("warmup-epochs", 0.0), Map.entry("step-epochs", 3.0),
                Map.entry("decay", 0.5), Map.entry("final-fraction", 0.01), Map.entry("loss", "auto"),
                Map.entry("huber-delta", 1.0), Map.entry("label-smoothing", 0.0), Map.entry("patience", 0),
                Map.entry("min-delta", 0.0)));
        for (int layer = 1; layer < shape.sizes().length - 1; layer++) {
            all.put("units." + layer, shape.sizes()[layer]);
        }
        all.put("layers", shape.sizes().length - 2);
        return all;
    }

    private static Data data(int width, int classes, int count) {
        List<String> names = java.util.stream.IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return new Data(new LearningTask.Classification(names), width, rows(width, classes, count),
                rows(width, classes, 64));
    }

    private static Rows rows(int width, int classes, int count) {
        RandomStream random = RandomStream.ofSeed(1).child(count);
        float[] features = new float[count * width];
        float[] targets = new float[count];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < count; i++) {
            targets[i] = i % classes;
        }
        return new Rows(count, width, features, targets);
    }

    /** Keeps nothing: checkpoints are not what is measured. */
    private static final class Files implements FileStore {

        private final Map<String, byte[]> files = new HashMap<>();

        @Override
        public void write(String path, byte[] content) {
            files.put(path, new byte[0]);
        }

        @Override
        public byte[] read(String path) throws IOException {
            throw new IOException(path);
        }

        @Override
        public boolean writeNew(String path, byte[] content) {
            write(path, content);
            return true;
        }

        @Override
        public boolean exists(String path) {
            return false;
        }

        @Override
        public List<String> list(String path) {
            return List.of();
        }

        @Override
        public void delete(String path) {
            files.remove(path);
        }

        @Override
        public String locate(String path) {
            return path;
        }
    }
}

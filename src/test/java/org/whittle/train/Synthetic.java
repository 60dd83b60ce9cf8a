package org.whittle.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.Training;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Budget;
import org.whittle.work.FileStore;
import org.whittle.work.Place;
import org.whittle.work.Rows;
import org.whittle.work.Start;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Data, defaults and tasks for tests: drawn from keyed streams, so that they are the same everywhere. */
public final class Synthetic {

    public static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);
    public static final Objective RMSE = new Objective("rmse", Direction.MINIMIZE);
    public static final Place CORE = new Place("localhost", List.of(), "1.0.0", 0);

    private Synthetic() {
    }

    /** Rows held in memory. As prepared data do, they travel without rows: what reads them draws them again. */
    public record Data(LearningTask task, int width, Rows training, Rows validation) implements TrainingData {

        private Object writeReplace() {
            return new Drawn(task, training.count(), validation.count(), width);
        }
    }

    /** The same rows, said to be of another shape: images, whose pixels are the features. */
    public record Shaped(Data rows, InputShape input) implements TrainingData {

        @Override
        public LearningTask task() {
            return rows.task();
        }

        @Override
        public int width() {
            return rows.width();
        }

        @Override
        public Rows training() {
            return rows.training();
        }

        @Override
        public Rows validation() {
            return rows.validation();
        }
    }

    /** Runs each task by itself, all at once. In the tasks' order. */
    public static List<TrialOutcome> onThreads(DjlTrainer trainer, List<TrialTask> tasks) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Callable<TrialOutcome>> calls = tasks.stream()
                    .map(task -> (Callable<TrialOutcome>) () -> trainer.runner(CORE).run(List.of(task)).get(0))
                    .toList();
            List<TrialOutcome> outcomes = new ArrayList<>();
            for (Future<TrialOutcome> outcome : pool.invokeAll(calls)) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } finally {
            pool.shutdown();
        }
    }

    /** What {@link #classes} or {@link #numbers} draws. */
    private record Drawn(LearningTask task, int training, int validation, int width) implements Serializable {

        private Object readResolve() {
            return task instanceof LearningTask.Classification named
                    ? classes(training, validation, width, named.classes().size())
                    : numbers(training, validation, width);
        }
    }

    /** A Gaussian blob for each class, overlapping a little. */
    public static Data classes(int training, int validation, int width, int classes) {
        RandomStream random = RandomStream.ofSeed(7).child("blobs");
        double[][] centres = new double[classes][width];
        for (double[] centre : centres) {
            for (int j = 0; j < width; j++) {
                centre[j] = random.nextGaussian() * 0.8;
            }
        }
        List<String> names = IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
        return new Data(new LearningTask.Classification(names), width, blobs(random, training, centres),
                blobs(random, validation, centres));
    }

    /** A smooth function of the features with a little noise, far from zero mean and unit deviation. */
    public static Data numbers(int training, int validation, int width) {
        RandomStream random = RandomStream.ofSeed(7).child("numbers");
        return new Data(new LearningTask.Regression(100, 20), width, surface(random, training, width),
                surface(random, validation, width));
    }

    /** Every hyperparameter's value in these tests, with changes (key, value, key, value, …). */
    public static SortedMap<String, Object> defaults(Object... changes) {
        SortedMap<String, Object> all = Training.defaults();
        all.putAll(Map.ofEntries(Map.entry("layers", 2), Map.entry("units", 16),
                Map.entry("activation", "relu"), Map.entry("dropout", 0.1), Map.entry("batch-normalization", false),
                Map.entry("initialization", "he"), Map.entry("optimizer", "adam"), Map.entry("learning-rate", 0.003),
                Map.entry("momentum", 0.9), Map.entry("nesterov", false), Map.entry("beta1", 0.9),
                Map.entry("beta2", 0.999), Map.entry("rho", 0.99), Map.entry("epsilon", 1e-8),
                Map.entry("weight-decay", 1e-4), Map.entry("clip-norm", 0.0), Map.entry("batch-size", 32),
                Map.entry("schedule", "constant"), Map.entry("warmup-epochs", 0.0), Map.entry("step-epochs", 3.0),
                Map.entry("decay", 0.5), Map.entry("final-fraction", 0.01), Map.entry("loss", "auto"),
                Map.entry("huber-delta", 1.0), Map.entry("label-smoothing", 0.0), Map.entry("patience", 0),
                Map.entry("min-delta", 0.0)));
        for (int i = 0; i < changes.length; i += 2) {
            all.put((String) changes[i], changes[i + 1]);
        }
        return all;
    }

    public static DjlTrainer trainer(TrainingData data, FileStore files, Object... changes) {
        return new DjlTrainer(defaults(changes), data, files,
                Objectives.of(data.task() instanceof LearningTask.Classification ? ACCURACY : RMSE), 9, 2, 42);
    }

    /** A task of a trial's first rung. */
    public static TrialTask fresh(int trial, int epochs, Object... configuration) {
        return new TrialTask(new TrialId(trial), 1, 0, configuration(configuration), new Start.Fresh(),
                new Budget(epochs), 1000 + trial);
    }

    /** The same trial's task in the next rung. */
    public static TrialTask resumed(TrialTask before, String checkpoint, int epochs) {
        return new TrialTask(before.id(), before.bracket(), before.rung() + 1, before.configuration(),
                new Start.Resume(checkpoint), new Budget(epochs), before.seed());
    }

    public static Configuration configuration(Object... keysAndValues) {
        SortedMap<String, Object> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Configuration(values);
    }

    /** Features as a plain training wants them, a row each. */
    public static double[][] wide(Rows rows) {
        double[][] wide = new double[rows.count()][rows.width()];
        for (int i = 0; i < rows.features().length; i++) {
            wide[i / rows.width()][i % rows.width()] = rows.features()[i];
        }
        return wide;
    }

    private static Rows blobs(RandomStream random, int count, double[][] centres) {
        int width = centres[0].length;
        float[] features = new float[count * width];
        double[] targets = new double[count];
        for (int i = 0; i < count; i++) {
            int label = i % centres.length;
            targets[i] = label;
            for (int j = 0; j < width; j++) {
                features[i * width + j] = (float) (centres[label][j] + random.nextGaussian());
            }
        }
        return new Rows(count, width, features, targets);
    }

    private static Rows surface(RandomStream random, int count, int width) {
        float[] features = new float[count * width];
        double[] targets = new double[count];
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int j = 0; j < width; j++) {
                double x = random.nextGaussian();
                features[i * width + j] = (float) x;
                sum += StrictMath.sin(x + j);
            }
            targets[i] = (float) (100 + 20 * sum / Math.sqrt(width) + random.nextGaussian());
        }
        return new Rows(count, width, features, targets);
    }
}

package org.whittle.bench.cohorts;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Metric;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.train.metric.ClassificationMetrics;
import org.whittle.work.CheckpointPath;
import org.whittle.work.Execution;
import org.whittle.work.FileStore;
import org.whittle.work.FinalModel;
import org.whittle.work.Place;
import org.whittle.work.RefitTask;
import org.whittle.work.Rows;
import org.whittle.work.Start;
import org.whittle.work.TestResult;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialRunner;
import org.whittle.work.TrialTask;

/**
 * Trains the trials of a study one by one with DJL's own trainer, blocks, loss and optimizers: what a study would be
 * without cohorts and without anything written out by hand. It does what an executor has to do: shuffled batches, every
 * metric after every epoch, a checkpoint (of the weights) at the end. Trials begin afresh; classification only.
 *
 * <p>DJL's gradient collector serves one thread of a JVM, so this needs an executor process for each core.
 */
final class DjlOneByOne implements org.whittle.work.Trainer {

    private static final long serialVersionUID = 1L;

    private final TreeMap<String, Object> training;
    private final TrainingData data;
    private final FileStore files;
    private final int topK;
    private final org.whittle.work.Trainer finals;

    /** @param finals refits and tests */
    DjlOneByOne(SortedMap<String, Object> training, TrainingData data, FileStore files, int topK,
                org.whittle.work.Trainer finals) {
        this.training = new TreeMap<>(training);
        this.data = data;
        this.files = files;
        this.topK = topK;
        this.finals = finals;
    }

    @Override
    public TrialRunner runner(Place place) {
        return cohort -> {
            List<TrialOutcome> outcomes = new ArrayList<>();
            for (TrialTask task : cohort) {
                outcomes.add(new Run(task, place).train());
            }
            return outcomes;
        };
    }

    @Override
    public FinalModel refit(RefitTask task, Place place) throws IOException {
        return finals.refit(task, place);
    }

    @Override
    public List<TestResult> evaluate(List<FinalModel> models, Rows test, int resamples, long seed, Place place)
            throws IOException {
        return finals.evaluate(models, test, resamples, seed, place);
    }

    /** One trial. */
    private final class Run {

        private final TrialTask task;
        private final Place place;
        private final DjlNetwork network;
        private final int classes = data.task().outputs();
        private final Loss loss = Loss.softmaxCrossEntropyLoss("loss", 1, -1, false, true);
        private double trainingSeconds;

        Run(TrialTask task, Place place) {
            TreeMap<String, Object> settings = new TreeMap<>(training);
            settings.putAll(task.configuration().values());
            this.task = task;
            this.place = place;
            network = new DjlNetwork(settings);
        }

        TrialOutcome train() throws IOException {
            if (!(data.task() instanceof LearningTask.Classification && task.start() instanceof Start.Fresh)) {
                throw new IllegalArgumentException("This yardstick classifies, and begins afresh");
            }
            long start = System.nanoTime();
            try (Model model = Engine.getInstance().newModel("trial", Device.cpu())) {
                model.setBlock(network.block(classes));
                DefaultTrainingConfig config = new DefaultTrainingConfig(loss).optDevices(new Device[] {Device.cpu()})
                        .optOptimizer(network.optimizer());
                try (Trainer trainer = model.newTrainer(config)) {
                    trainer.initialize(new Shape(network.batchSize(), data.width()));
                    return train(model, trainer, start);
                }
            }
        }

        private TrialOutcome train(Model model, Trainer trainer, long start) throws IOException {
            NDManager manager = trainer.getManager();
            NDArray features = matrix(manager, data.training());
            NDArray labels = smoothed(manager, data.training());
            NDArray validation = matrix(manager, data.validation());
            NDArray validationLabels = smoothed(manager, data.validation());
            List<EpochRecord> epochs = new ArrayList<>();
            for (int epoch = 1; epoch <= task.target().epochs(); epoch++) {
                long began = System.nanoTime();
                double trainLoss = epoch(trainer, features, labels, epoch);
                trainingSeconds += (System.nanoTime() - began) / 1e9;
                SortedMap<String, Double> metrics = measure(trainer, validation, validationLabels);
                metrics.put(Metric.TRAIN_LOSS.key(), trainLoss);
                if (!Double.isFinite(trainLoss) || !Double.isFinite(metrics.get(Metric.VALIDATION_LOSS.key()))) {
                    return new TrialOutcome.Diverged(task.id(), task.bracket(), task.rung(), epochs,
                            "In epoch %d the loss was no number.".formatted(epoch), execution(start));
                }
                epochs.add(new EpochRecord(epoch, metrics, (System.nanoTime() - began) / 1e9));
            }
            ByteArrayOutputStream weights = new ByteArrayOutputStream();
            model.getBlock().saveParameters(new DataOutputStream(weights));
            String path = CheckpointPath.ofRung(task.bracket(), task.rung()) + "/trial=" + task.id() + ".params";
            files.write(path, weights.toByteArray());
            return new TrialOutcome.Completed(task.id(), task.bracket(), task.rung(), epochs, path, false, Double.NaN,
                    execution(start));
        }

        private double epoch(Trainer trainer, NDArray features, NDArray labels, int epoch) {
            int rows = data.training().count();
            double sum = 0;
            try (NDManager shuffled = trainer.getManager().newSubManager()) {
                NDArray order = shuffled.create(RandomStream.ofSeed(task.seed()).child(epoch).permutation(rows));
                NDArray x = features.get(order);
                NDArray y = labels.get(order);
                x.attach(shuffled);
                y.attach(shuffled);
                for (int from = 0; from < rows; from += network.batchSize()) {
                    int to = Math.min(rows, from + network.batchSize());
                    try (NDManager step = trainer.getManager().newSubManager()) {
                        NDArray value = DjlLoop.descend(step, trainer, loss, x.get(from + ":" + to),
                                y.get(from + ":" + to));
                        sum += (to - from) * value.getFloat();
                    }
                }
            }
            return sum / rows;
        }

        private SortedMap<String, Double> measure(Trainer trainer, NDArray features, NDArray labels) {
            try (NDManager step = trainer.getManager().newSubManager()) {
                NDList outputs = trainer.evaluate(new NDList(features));
                outputs.attach(step);
                NDArray value = loss.evaluate(new NDList(labels), outputs);
                value.attach(step);
                Rows rows = data.validation();
                SortedMap<String, Double> metrics = new TreeMap<>(ClassificationMetrics.of(
                        outputs.singletonOrThrow().toFloatArray(), rows.count(), classes, rows.targets(), topK));
                metrics.put(Metric.VALIDATION_LOSS.key(), (double) value.getFloat());
                return metrics;
            }
        }

        private NDArray matrix(NDManager manager, Rows rows) {
            return manager.create(rows.features(), new Shape(rows.count(), rows.width()));
        }

        private NDArray smoothed(NDManager manager, Rows rows) {
            float rest = (float) (network.labelSmoothing() / classes);
            float[] distributions = new float[rows.count() * classes];
            for (int i = 0; i < distributions.length; i++) {
                boolean label = i % classes == (int) rows.targets()[i / classes];
                distributions[i] = label ? (float) (1 - network.labelSmoothing() + rest) : rest;
            }
            return manager.create(distributions, new Shape(rows.count(), classes));
        }

        private Execution execution(long start) {
            return new Execution(place.host(), "cpu", place.cohort(), place.attempt(),
                    (System.nanoTime() - start) / 1e9, trainingSeconds);
        }
    }
}

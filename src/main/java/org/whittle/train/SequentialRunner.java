package org.whittle.train;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.random.RandomStream;
import org.whittle.trial.EpochRecord;
import org.whittle.trial.Execution;
import org.whittle.trial.Metric;
import org.whittle.trial.Objective;
import org.whittle.trial.OutcomeSink;
import org.whittle.trial.Place;
import org.whittle.trial.Start;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialRunner;
import org.whittle.trial.TrialTask;

/** Trains the members of a cohort one after another. */
final class SequentialRunner implements TrialRunner {

    private final DjlTrainer trainer;
    private final Place place;

    SequentialRunner(DjlTrainer trainer, Place place) {
        this.trainer = trainer;
        this.place = place;
    }

    @Override
    public List<TrialOutcome> run(List<TrialTask> cohort) throws IOException {
        List<TrialOutcome> outcomes = new ArrayList<>(cohort.size());
        run(cohort, outcomes::add);
        return outcomes;
    }

    @Override
    public void run(List<TrialTask> cohort, OutcomeSink finished) throws IOException {
        Device device = TorchEngine.device(place);
        try (DeviceData.Lease lease = DeviceData.acquire(trainer.data(), device)) {
            for (TrialTask task : cohort) {
                finished.accept(new Run(task, lease.data(), device).outcome());
            }
        }
    }

    /** One task, from its start to its outcome. */
    private final class Run {

        private final TrialTask task;
        private final DeviceData data;
        private final Device device;
        private final long start = System.nanoTime();
        private final List<EpochRecord> epochs = new ArrayList<>();
        private double trainingSeconds;

        Run(TrialTask task, DeviceData data, Device device) {
            this.task = task;
            this.data = data;
            this.device = device;
        }

        TrialOutcome outcome() throws IOException {
            try {
                TrainingSettings settings = trainer.settings(task.configuration());
                try (TrialTraining training = open(settings)) {
                    return train(training, settings);
                }
            } catch (EngineException | IllegalArgumentException | ArithmeticException | OutOfMemoryError e) {
                return new TrialOutcome.Failed(task.id(), task.bracket(), task.rung(), epochs, FailureReason.of(e),
                        execution());
            }
        }

        private TrialTraining open(TrainingSettings settings) throws IOException {
            RandomStream trial = RandomStream.ofSeed(task.seed());
            if (task.start() instanceof Start.Resume resume) {
                byte[] file = trainer.files().read(resume.checkpoint());
                Checkpoint checkpoint = Checkpoint.decode(file, settings.network(),
                        settings.optimizer().create(0).state().keySet(), trainer.files().locate(resume.checkpoint()));
                return new TrialTraining(settings, data.training(), trial, trainer.batchOrder(),
                        resume.copied() ? checkpoint.copy() : checkpoint);
            }
            return new TrialTraining(settings, data.training(), trial, trainer.batchOrder());
        }

        private TrialOutcome train(TrialTraining training, TrainingSettings settings) throws IOException {
            Objective objective = trainer.objective();
            Evaluation evaluation = new Evaluation(trainer.data().task(), settings.loss(), trainer.topK());
            while (training.epoch() < task.target().epochs() && !training.stoppedEarly()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("Trial %s was cancelled at epoch %d".formatted(task.id(),
                            training.epoch()));
                }
                long began = System.nanoTime();
                double trainLoss = training.train();
                trainingSeconds = training.trainingSeconds();
                if (!Double.isFinite(trainLoss)) {
                    return diverged(training, "the training loss", trainLoss);
                }
                SortedMap<String, Double> metrics =
                        new TreeMap<>(evaluation.measure(training.network(), data.validation()));
                metrics.put(Metric.TRAIN_LOSS.key(), trainLoss);
                trainer.costs().addTo(metrics, training.network(), data.validation(), trainingSeconds, epochs.size() + 1,
                        training.epoch());
                Double value = metrics.get(objective.metric());
                if (value == null) {
                    throw new IllegalArgumentException(("The objective %s is undefined on the validation rows. Measured"
                            + " were: %s").formatted(objective.metric(), String.join(", ", metrics.keySet())));
                }
                if (!Double.isFinite(value)) {
                    return diverged(training, objective.metric(), value);
                }
                double validationLoss = metrics.get(Metric.VALIDATION_LOSS.key());
                if (!Double.isFinite(validationLoss)) {
                    return diverged(training, "the validation loss", validationLoss);
                }
                training.judge(value, objective);
                epochs.add(new EpochRecord(training.epoch(), metrics, (System.nanoTime() - began) / 1e9));
            }
            String path = "checkpoints/trial=" + task.id() + "/rung=" + task.rung() + "/attempt-" + place.attempt()
                    + ".safetensors";
            trainer.files().write(path, training.checkpoint().encode());
            return new TrialOutcome.Completed(task.id(), task.bracket(), task.rung(), epochs, path,
                    training.stoppedEarly(), execution());
        }

        private TrialOutcome diverged(TrialTraining training, String what, double value) {
            return new TrialOutcome.Diverged(task.id(), task.bracket(), task.rung(), epochs,
                    "In epoch %d %s became %s.".formatted(training.epoch(), what, value), execution());
        }

        private Execution execution() {
            return new Execution(place.host(), device.isGpu() ? "gpu(" + device.getDeviceId() + ")" : "cpu",
                    place.cohort(), place.attempt(), (System.nanoTime() - start) / 1e9, trainingSeconds);
        }
    }
}

package org.whittle.train.cohort;

import ai.djl.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.engine.FailureReason;
import org.whittle.train.program.ProgramGraph;
import org.whittle.work.CheckpointPath;
import org.whittle.work.Execution;
import org.whittle.work.Machine;
import org.whittle.work.Place;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** One task, from its start to its outcome. */
final class TrialRun {

    private final DjlTrainer trainer;
    private final TrialTask task;
    private final Place place;
    private final Device device;
    private final List<EpochRecord> epochs = new ArrayList<>();
    private MemberStart start;
    private double seconds;
    private double trainingSeconds;
    private TrialOutcome outcome;
    private String part = "";

    TrialRun(DjlTrainer trainer, TrialTask task, Place place, Device device) {
        this.trainer = trainer;
        this.task = task;
        this.place = place;
        this.device = device;
    }

    /**
     * Reads where it begins.
     *
     * @throws IllegalArgumentException if the configuration cannot be trained
     * @throws IOException if its checkpoint cannot be read
     */
    MemberStart open() throws IOException {
        start = MemberStart.of(task, this::settings, trainer.files());
        return start;
    }

    /** Its settings in the epoch that follows so many. */
    private TrainingSettings settings(int epochs) {
        return trainer.settings(task.configuration(), trainer.data(task.fold()), epochs);
    }

    /** Whether layers that were frozen in the last epoch are trained in the next: it then begins there, anew. */
    boolean thaw(BatchedTraining training, Member member) {
        TrainingSettings next = settings(member.epoch());
        boolean thaws = next.frozen() != member.settings().frozen();
        if (thaws) {
            start = new MemberStart(member.settings(), RandomStream.ofSeed(task.seed()), training.checkpoint(member))
                    .thawed(next);
        }
        return thaws;
    }

    /** Of a graph that was too large. */
    enum Half {
        FIRST("a"), SECOND("b");

        private final String letter;

        Half(String letter) {
            this.letter = letter;
        }

        String letter() {
            return letter;
        }
    }

    /** Where it begins, between {@link #open} and {@link #started}. */
    MemberStart start() {
        return start;
    }

    /** Lets go of where it began. */
    void started() {
        start = null;
    }

    /**
     * Back to where it began, after an attempt that memory did not suffice for.
     *
     * @param half of its graph that it goes on with: added to its cohort's name
     */
    void startAgain(Half half) throws IOException {
        part += half.letter();
        epochs.clear();
        outcome = null;
        open();
    }

    TrialId trial() {
        return task.id();
    }

    /** Of its graph that it is trained in: a letter for each time that it was halved. */
    String part() {
        return part;
    }

    /** Whether the outcome is known. */
    boolean ended() {
        return outcome != null;
    }

    /** What became of it, once it has {@linkplain #ended ended}. */
    TrialOutcome outcome() {
        return outcome;
    }

    void spent(double seconds, double trainingSeconds) {
        this.seconds += seconds;
        this.trainingSeconds += trainingSeconds;
    }

    /** Takes an epoch's results; those that are no numbers end the trial. */
    void report(
            BatchedTraining training,
            Member member,
            double trainLoss,
            SortedMap<String, Double> measured,
            DeviceRows validation,
            double epochSeconds)
            throws IOException {
        if (!Double.isFinite(trainLoss)) {
            diverge(member, "the training loss", trainLoss);
            return;
        }
        SortedMap<String, Double> metrics = new TreeMap<>(measured);
        metrics.put(Metric.TRAIN_LOSS.key(), trainLoss);
        trainer.costs().addTo(metrics, training, member, validation, trainingSeconds, epochs.size() + 1);
        Objective objective = trainer.objective();
        Double value = metrics.get(objective.metric());
        double validationLoss = metrics.get(Metric.VALIDATION_LOSS.key());
        if (value == null) {
            fail(new IllegalArgumentException(("The objective %s is undefined on the validation rows. Measured"
                    + " were: %s").formatted(objective.metric(), String.join(", ", metrics.keySet()))));
        } else if (!Double.isFinite(value)) {
            diverge(member, objective.metric(), value);
        } else if (!Double.isFinite(validationLoss)) {
            diverge(member, "the validation loss", validationLoss);
        } else {
            member.judge(value, objective);
            epochs.add(new EpochRecord(member.epoch(), metrics, epochSeconds));
        }
    }

    /**
     * Whether the trial has ended; if its budget is spent or its patience is over, it ends here, and is saved if a rung
     * can follow.
     *
     * @param rows it was trained on
     */
    boolean endsWith(BatchedTraining training, Member member, DeviceRows rows) throws IOException {
        if (!ended() && (member.epoch() >= task.target().epochs() || member.stoppedEarly())) {
            long began = System.nanoTime();
            String checkpoint = trainer.isLast(task) ? TrialOutcome.NO_CHECKPOINT : save(training, member);
            spent((System.nanoTime() - began) / 1e9, 0);
            outcome = new TrialOutcome.Completed(task.id(), task.bracket(), task.rung(), epochs, checkpoint,
                    member.stoppedEarly(), member.settings().ofBestConstant(rows), execution(),
                    task.fold());
        }
        return ended();
    }

    private String save(BatchedTraining training, Member member) throws IOException {
        String path = CheckpointPath.of(task, place.attempt());
        trainer.files().write(path, training.checkpoint(member).encode());
        return path;
    }

    private void diverge(Member member, String what, double value) {
        outcome = new TrialOutcome.Diverged(task.id(), task.bracket(), task.rung(), epochs,
                "In epoch %d %s became %s.".formatted(member.epoch(), what, value), execution(), task.fold());
    }

    /** Ends as failed. */
    void fail(Throwable reason) {
        outcome = new TrialOutcome.Failed(task.id(), task.bracket(), task.rung(), epochs, FailureReason.of(reason),
                execution(), task.fold());
    }

    private Execution execution() {
        return new Execution(place.host(), device.isGpu() ? "gpu(" + device.getDeviceId() + ")" : "cpu",
                place.cohort() + part, place.attempt(), seconds, trainingSeconds,
                Machine.text(TorchEngine.version() + ", " + ProgramGraph.ENGINE, device.isGpu()));
    }
}

package org.whittle.study;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Rung;
import org.whittle.work.DeviceProfile;
import org.whittle.work.Execution;
import org.whittle.work.FileStore;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.Start;
import org.whittle.work.TaskId;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Trains nothing: a trial's accuracy is a formula of its learning rate and epoch. Takes a random while for each rung,
 * so that rungs of different brackets end in another order every time.
 */
class SyntheticCluster implements RungExecutor, FinalExecutor {

    private final Random delays;
    private final Function<TrialTask, String> failure;
    final List<String> started = Collections.synchronizedList(new ArrayList<>());
    // Epochs of each checkpoint.
    private final Map<String, Integer> saved = Collections.synchronizedMap(new HashMap<>());
    final Map<TrialTask, Start> starts = Collections.synchronizedMap(new HashMap<>());
    final AtomicInteger tests = new AtomicInteger();

    SyntheticCluster(long delaySeed) {
        this(delaySeed, task -> null);
    }

    /** @param failure reason for which a task fails; {@code null} if it completes, "diverged" if it diverges */
    SyntheticCluster(long delaySeed, Function<TrialTask, String> failure) {
        this.delays = new Random(delaySeed);
        this.failure = failure;
    }

    /** What a study needs beside its ledger and files: this trains it, one cohort a rung, and nobody listens. */
    Study.Ports ports(Ledger ledger, FileStore files, Clock clock) {
        return new Study.Ports(
                ledger,
                files,
                (tasks, epochs) -> List.of(tasks),
                DeviceProfile.CORE,
                this,
                this,
                () -> {
                    throw new AssertionError("The synthetic cluster reads no rows");
                },
                new StudyListener() {},
                clock);
    }

    static double accuracy(TrialTask task, int epoch) {
        return accuracy((Double) task.configuration().values().getOrDefault("learning-rate", 0.5), epoch);
    }

    /** Best at a learning rate of 0.3. */
    static double accuracy(double rate, int epoch) {
        return (1 - Math.abs(rate - 0.3)) * (1 - Math.pow(0.8, epoch));
    }

    /** What a trial shows in an epoch. */
    double shows(TrialTask task, int epoch) {
        return accuracy(task, epoch);
    }

    /** As a study's directory has them for whoever goes on with it. */
    SyntheticCluster withCheckpointsOf(SyntheticCluster earlier) {
        saved.putAll(earlier.saved);
        return this;
    }

    static String checkpoint(int bracket, int rung, TrialId trial) {
        return checkpoint(bracket, rung, new TaskId(trial, 0));
    }

    private static String checkpoint(int bracket, int rung, TaskId task) {
        return "checkpoints/bracket=%d/rung=%d/trial=%s.attempt-0.safetensors".formatted(bracket, rung, task.name());
    }

    @Override
    public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
            throws InterruptedException {
        int millis;
        synchronized (delays) {
            millis = delays.nextInt(8);
        }
        Thread.sleep(millis);
        started.add(rung.bracket() + "." + rung.index());
        List<TrialOutcome> outcomes = new ArrayList<>();
        for (TrialTask task : rung.tasks()) {
            starts.put(task, task.start());
            List<EpochRecord> epochs = new ArrayList<>();
            int from = task.start() instanceof Start.Resume resume
                    ? saved.getOrDefault(resume.checkpoint(), rung.from())
                    : 0;
            saved.put(checkpoint(task.bracket(), rung.index(), task.key()), rung.epochs());
            for (int e = from + 1; e <= rung.epochs(); e++) {
                epochs.add(new EpochRecord(e, new TreeMap<>(Map.of("accuracy", shows(task, e))), 0.01));
            }
            org.whittle.work.Execution where = new org.whittle.work.Execution("here", "cpu", "c", 0, 0.1, 0.1);
            String reason = failure.apply(task);
            TrialOutcome outcome = reason == null
                    ? new TrialOutcome.Completed(task.id(), rung.bracket(), rung.index(), epochs,
                            checkpoint(task.bracket(), rung.index(), task.key()), false, Double.NaN, where,
                            task.fold())
                    : reason.equals("diverged")
                    ? new TrialOutcome.Diverged(task.id(), rung.bracket(), rung.index(), List.of(), reason, where,
                            task.fold())
                    : new TrialOutcome.Failed(task.id(), rung.bracket(), rung.index(), List.of(), reason, where,
                            task.fold());
            arrived.accept(outcome);
            outcomes.add(outcome);
        }
        return new Execution(outcomes, 0, 0);
    }

    @Override
    public List<FinalModel> refit(List<RefitTask> tasks) {
        return tasks.stream().map(t -> new FinalModel(t.trial(), t.epochs(), t.directory(), 0.1, 1, 100, 0)).toList();
    }

    @Override
    public List<TestResult> test(List<FinalModel> models, LockBox box, int resamples, long seed) {
        tests.incrementAndGet();
        return models.stream().map(m -> new TestResult(m.trial(),
                new TreeMap<>(Map.of("accuracy", new Estimate(0.9, 0.8, 1))), new TreeMap<>())).toList();
    }
}

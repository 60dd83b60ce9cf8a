package org.whittle.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.whittle.goal.EpochRecord;
import org.whittle.schedule.Rung;
import org.whittle.study.FinalExecutor;
import org.whittle.study.LockBox;
import org.whittle.study.RungExecutor;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Executes rungs in no time by looking learning curves up. Final models are named, not made: a benchmark ends before.
 */
final class SimulatedCluster implements RungExecutor, FinalExecutor {

    private static final org.whittle.work.Execution NOWHERE =
            new org.whittle.work.Execution("simulated", "none", "none", 0, 0, 0);

    private final Problem problem;

    SimulatedCluster(Problem problem) {
        this.problem = problem;
    }

    @Override
    public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived) {
        double[][] curves = problem.curves(rung.tasks(), rung.from(), rung.epochs());
        List<TrialOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < curves.length; i++) {
            TrialOutcome outcome = outcome(rung, rung.tasks().get(i), curves[i]);
            arrived.accept(outcome);
            outcomes.add(outcome);
        }
        return new Execution(outcomes, 0, 0);
    }

    private TrialOutcome outcome(Rung rung, TrialTask task, double[] curve) {
        List<EpochRecord> epochs = new ArrayList<>();
        for (int e = 0; e < curve.length; e++) {
            if (Double.isNaN(curve[e])) {
                return new TrialOutcome.Diverged(task.id(), task.bracket(), task.rung(), epochs,
                        "diverged in epoch %d".formatted(rung.from() + e + 1), NOWHERE);
            }
            epochs.add(new EpochRecord(rung.from() + e + 1, problem.metrics(task.configuration(), curve[e]), 0));
        }
        return new TrialOutcome.Completed(task.id(), task.bracket(), task.rung(), epochs,
                "trial=%s/rung=%d".formatted(task.id(), task.rung()), false, Double.NaN, NOWHERE);
    }

    @Override
    public List<FinalModel> refit(List<RefitTask> tasks) {
        return tasks.stream().map(t -> new FinalModel(t.trial(), t.epochs(), t.directory(), 0, 1, 0, 0)).toList();
    }

    @Override
    public List<TestResult> test(List<FinalModel> models, LockBox box, int resamples, long seed) {
        return models.stream().map(m -> new TestResult(m.trial(), new TreeMap<>(), new TreeMap<>())).toList();
    }
}

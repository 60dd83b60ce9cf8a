package org.whittle.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.work.Budget;
import org.whittle.work.Execution;
import org.whittle.work.Start;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Rungs and outcomes for tests. */
final class Reports {

    static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);
    static final Objective LOSS = new Objective("log-loss", Direction.MINIMIZE);

    private static final Execution SOMEWHERE = new Execution("host", "cpu", "1.0.0", 0, 1, 1);

    private Reports() {
    }

    /** A rung of a bracket as laid out, with these outcomes. */
    static RungResult result(BracketPlan bracket, int rung, List<TrialOutcome> outcomes) {
        int epochs = bracket.rungs().get(rung).epochs();
        int from = rung == 0 ? 0 : bracket.rungs().get(rung - 1).epochs();
        List<TrialTask> tasks = outcomes.stream().map(o -> new TrialTask(o.trial(), bracket.number(), rung,
                Configuration.of(Map.of()), new Start.Fresh(), new Budget(epochs), 0)).toList();
        return new RungResult(new Rung(bracket.number(), rung, epochs, from, tasks), outcomes);
    }

    /** A trial that reported this value, in one epoch. */
    static TrialOutcome completed(int trial, Objective objective, double value) {
        return completed(trial, epochs(objective, 1, value), false);
    }

    static TrialOutcome completed(int trial, List<EpochRecord> epochs, boolean stoppedEarly) {
        return new TrialOutcome.Completed(
                new TrialId(trial), 1, 0, epochs, "checkpoint", stoppedEarly, Double.NaN, SOMEWHERE);
    }

    static TrialOutcome diverged(int trial, List<EpochRecord> epochs) {
        return new TrialOutcome.Diverged(new TrialId(trial), 1, 0, epochs, "loss is NaN at epoch 2", SOMEWHERE);
    }

    static TrialOutcome failed(int trial) {
        return new TrialOutcome.Failed(new TrialId(trial), 1, 0, List.of(), "out of memory", SOMEWHERE);
    }

    static List<EpochRecord> epochs(Objective objective, int first, double... values) {
        return IntStream.range(0, values.length).mapToObj(i -> new EpochRecord(first + i,
                new TreeMap<>(Map.of(objective.metric(), values[i])), 0.1)).toList();
    }

    /** The ids of trials that a judgement gives a verdict. */
    static List<Integer> trials(List<Decision> decisions, Verdict verdict) {
        return decisions.stream().filter(d -> d.verdict() == verdict).map(d -> d.trial().value()).toList();
    }

    /** A bracket as (trials × epochs) in words. */
    static String table(BracketPlan bracket) {
        List<String> rungs = new ArrayList<>();
        bracket.rungs().forEach(r -> rungs.add(r.trials() + "×" + r.epochs()));
        return String.join(" ", rungs);
    }
}

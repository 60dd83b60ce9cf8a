package org.whittle.schedule;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.whittle.goal.TrialId;
import org.whittle.work.TrialTask;

/**
 * A rung with the tasks that are to run in it: one Spark stage.
 *
 * @param index within the bracket, from 0
 * @param epochs total epochs of every trial when the rung is done
 * @param from total epochs that trials bring along
 * @param tasks in trial order, a trial's in the order of their folds
 */
public record Rung(int bracket, int index, int epochs, int from, List<TrialTask> tasks) implements Serializable {
    public Rung {
        tasks = List.copyOf(tasks);
    }

    /** For people: {@code bracket 2, rung 1: 9 trials × 3 epochs}, {@code finalists: 3 trials × 27 epochs}. */
    public String title() {
        int more = epochs > from ? epochs - from : epochs;
        int trials = trials();
        int folds = (tasks.size() + trials - 1) / Math.max(1, trials);
        return "%s: %d %s%s × %d %s".formatted(BracketPlan.isOfFinalists(bracket) ? "finalists"
                : "bracket %d, rung %d".formatted(bracket, index), trials, trials == 1 ? "trial" : "trials",
                folds > 1 ? " × %d folds".formatted(folds) : "", more, more == 1 ? "epoch" : "epochs");
    }

    /** How many trials its tasks are of. */
    public int trials() {
        return (int) tasks.stream().map(TrialTask::id).distinct().count();
    }

    /** The rung with a task for each trial: as schedulers see it, whom a trial's folds together are one result. */
    public Rung ofTrials() {
        Map<TrialId, TrialTask> first = new TreeMap<>();
        tasks.forEach(task -> first.putIfAbsent(task.id(), task));
        return first.size() == tasks.size() ? this
                : new Rung(bracket, index, epochs, from, List.copyOf(first.values()));
    }
}

package org.whittle.schedule;

import java.io.Serializable;
import java.util.List;
import org.whittle.work.TrialTask;

/**
 * A rung with the tasks that are to run in it: one Spark stage.
 *
 * @param index within the bracket, from 0
 * @param epochs total epochs of every trial when the rung is done
 * @param from total epochs that trials bring along
 * @param tasks in trial order
 */
public record Rung(int bracket, int index, int epochs, int from, List<TrialTask> tasks) implements Serializable {
    public Rung {
        tasks = List.copyOf(tasks);
    }

    /** For people: {@code bracket 2, rung 1: 9 trials × 3 epochs}, {@code finalists: 3 trials × 27 epochs}. */
    public String title() {
        int more = epochs - from;
        return "%s: %d %s × %d %s".formatted(BracketPlan.isOfFinalists(bracket) ? "finalists"
                : "bracket %d, rung %d".formatted(bracket, index), tasks.size(),
                tasks.size() == 1 ? "trial" : "trials", more, more == 1 ? "epoch" : "epochs");
    }
}

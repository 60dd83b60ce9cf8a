package org.whittle.schedule;

import java.io.Serializable;
import java.util.List;

/**
 * A bracket as laid out: a ladder of rungs with growing budgets and shrinking populations.
 *
 * @param number from 1, unique in the study; 0 is the baseline's own bracket
 * @param rungs at least one; epochs strictly increase, trials never do
 */
public record BracketPlan(int number, List<RungPlan> rungs) implements Serializable {

    public BracketPlan {
        rungs = List.copyOf(rungs);
        if (rungs.isEmpty()) {
            throw new IllegalArgumentException("A bracket needs a rung.");
        }
        for (int i = 1; i < rungs.size(); i++) {
            if (rungs.get(i).epochs() <= rungs.get(i - 1).epochs() || rungs.get(i).trials() > rungs.get(i - 1).trials()) {
                throw new IllegalArgumentException("Rungs must grow in epochs and not in trials: " + rungs);
            }
        }
    }

    /** Trials that enter the bracket. */
    public int trials() {
        return rungs.get(0).trials();
    }

    /** Epochs trained if no trial ends before its time; a promoted trial resumes, so it pays only the difference. */
    public long epochs() {
        long total = 0;
        int before = 0;
        for (RungPlan rung : rungs) {
            total += (long) rung.trials() * (rung.epochs() - before);
            before = rung.epochs();
        }
        return total;
    }
}

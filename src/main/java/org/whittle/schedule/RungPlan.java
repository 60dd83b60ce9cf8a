package org.whittle.schedule;

import java.io.Serializable;

/**
 * A rung as laid out: at most this many trials, each up to this budget.
 *
 * @param trials n_i of the papers, at least 1
 * @param epochs r_i of the papers, total since the trial was fresh, at least 1
 */
public record RungPlan(int trials, int epochs) implements Serializable {
    public RungPlan {
        if (trials < 1 || epochs < 1) {
            throw new IllegalArgumentException("A rung needs a trial and an epoch: %d × %d".formatted(trials, epochs));
        }
    }
}

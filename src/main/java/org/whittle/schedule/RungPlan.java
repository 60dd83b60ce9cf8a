package org.whittle.schedule;

import java.io.Serializable;

/**
 * A rung as laid out: at most this many trials, each up to this budget.
 *
 * @param trials n_i of the papers, at least 1
 * @param epochs r_i of the papers, total since the trial was fresh, at least 1
 * @param folds on which each trial is trained so far: the first so many of the study's, at least 1
 */
public record RungPlan(int trials, int epochs, int folds) implements Serializable {
    public RungPlan {
        if (trials < 1 || epochs < 1 || folds < 1) {
            throw new IllegalArgumentException("A rung needs a trial, an epoch and a fold: %d × %d × %d"
                    .formatted(trials, epochs, folds));
        }
    }

    /** Of trials that are trained on one fold. */
    public RungPlan(int trials, int epochs) {
        this(trials, epochs, 1);
    }

    /** Epochs of one trial on all folds together, since it was fresh. */
    public long spent() {
        return (long) epochs * folds;
    }
}

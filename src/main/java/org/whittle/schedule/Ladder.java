package org.whittle.schedule;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The budgets that rungs can have: R, R/η, R/η², … down to the smallest that is not below r<sub>min</sub>, rounded down
 * to whole epochs.
 *
 * <p>Counted down from R, because learning-rate schedules span R epochs: a ladder whose last rung ended before R would
 * rank networks that have not annealed. If R is not r<sub>min</sub> times a power of η, the first rung is longer than
 * r<sub>min</sub>, by less than a factor of η. Budgets strictly increase, since η is at least 2.
 *
 * @param minEpochs r<sub>min</sub>, at least 1
 * @param maxEpochs R, at least r<sub>min</sub>
 * @param eta η, at least 2
 */
record Ladder(int minEpochs, int maxEpochs, int eta) implements Serializable {

    Ladder {
        Require.atLeast(2, "eta", eta, 3);
        Require.atLeast(1, "max-epochs", maxEpochs, 27);
        Require.atLeast(1, "min-epochs", minEpochs, 1);
        Require.inOrder("min-epochs", minEpochs, "max-epochs", maxEpochs, 1);
    }

    /** s<sub>max</sub> = ⌊log<sub>η</sub>(R / r<sub>min</sub>)⌋: how often a population can be cut. */
    int maxCuts() {
        return largestExponent(minEpochs, maxEpochs);
    }

    /** How often a population can be cut before it has less than one member: ⌊log<sub>η</sub> n⌋. */
    int cutsOf(int trials) {
        return largestExponent(1, trials);
    }

    /**
     * A ladder of {@code cuts + 1} rungs, the last of them at R: n<sub>i</sub> = ⌊n η<sup>−i</sup>⌋ trials up to
     * r<sub>i</sub> = ⌊R η<sup>i−s</sup>⌋ epochs.
     *
     * @param trials n, at least η<sup>s</sup>
     * @param cuts s, at most {@link #maxCuts}
     */
    List<RungPlan> rungs(int trials, int cuts) {
        List<RungPlan> rungs = new ArrayList<>();
        for (int i = 0; i <= cuts; i++) {
            rungs.add(new RungPlan((int) (trials / power(i)), (int) (maxEpochs / power(cuts - i))));
        }
        return rungs;
    }

    /** η<sup>exponent</sup>. */
    long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= eta;
        }
        return power;
    }

    private int largestExponent(long from, long to) {
        int exponent = 0;
        for (long reached = from * eta; reached <= to; reached *= eta) {
            exponent++;
        }
        return exponent;
    }
}

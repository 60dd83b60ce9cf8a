package org.whittle.study;

import java.io.Serializable;
import org.whittle.goal.CutRule;

/**
 * How the final model is chosen among trials, and how its outputs are read, all by validation rows. What a front's
 * winner is, where there are several objectives, is said by {@link org.whittle.goal.Objectives#select}.
 *
 * @param threshold between two classes
 * @param costs of errors, for {@link CutRule#COST}
 * @param outOfFold whether what the winner's networks of the folds said of single rows is kept
 */
public record WinnerSpec(Rule rule, CutRule threshold, CutRule.Costs costs, Calibration calibration,
                         boolean outOfFold) implements Serializable {

    /** The best trial, its most probable class, its own probabilities. */
    public static final WinnerSpec STANDARD = new WinnerSpec(Rule.BEST, CutRule.FIXED, new CutRule.Costs(1, 1),
            Calibration.NONE, false);

    /** Which trial. */
    public enum Rule {

        /** The best by the objective. */
        BEST,

        /**
         * Of those within one standard error of the best, the one with the fewest parameters (Breiman, Friedman, Olshen
         * and Stone 1984): what is not known to be better is not paid for.
         */
        ONE_STANDARD_ERROR
    }

    /** What is made of probabilities. */
    public enum Calibration {

        /** Nothing. */
        NONE,

        /** Outputs are divided by the temperature that makes the labels most likely. */
        TEMPERATURE
    }

    /** Whether networks are asked about rows that they were not trained on. */
    public boolean readsOutputs() {
        return fitsRules() || outOfFold;
    }

    /** Whether it is found on such rows how outputs are read. */
    public boolean fitsRules() {
        return threshold != CutRule.FIXED || calibration != Calibration.NONE;
    }
}

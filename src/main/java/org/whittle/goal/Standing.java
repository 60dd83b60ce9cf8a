package org.whittle.goal;

import java.util.List;

/**
 * A trial's place in a comparison: what it is worth.
 *
 * @param values one for each goal of the study, the first one's first; {@code NaN} for a trial that did not complete
 * @param epoch the trial's {@linkplain Objectives#representative representative} epoch, at which the values were
 *     measured; 0 for a trial that did not complete
 */
public record Standing(TrialId trial, List<Double> values, int epoch) {

    public Standing {
        values = List.copyOf(values);
    }

    /** Where epochs are of no account. */
    public Standing(TrialId trial, List<Double> values) {
        this(trial, values, 0);
    }

    /** With one objective, where epochs are of no account. */
    public Standing(TrialId trial, double value) {
        this(trial, List.of(value), 0);
    }

    /** Of the first goal's metric. */
    public double value() {
        return values.get(0);
    }

    /** Whether it has all values. */
    public boolean completed() {
        return values.stream().noneMatch(v -> Double.isNaN(v));
    }
}

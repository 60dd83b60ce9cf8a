package org.whittle.trial;

import java.util.List;

/**
 * A trial's place in a comparison.
 *
 * @param values one for each goal of the study, the first one's first; {@code NaN} for a trial that did not complete
 */
public record Standing(TrialId trial, List<Double> values) {

    public Standing {
        values = List.copyOf(values);
    }

    /** With one objective. */
    public Standing(TrialId trial, double value) {
        this(trial, List.of(value));
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

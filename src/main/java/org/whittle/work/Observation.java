package org.whittle.work;

import java.io.Serializable;
import java.util.List;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;

/**
 * What one trial showed at one budget.
 *
 * @param epochs the rung's budget: total epochs that the trial could have trained by then
 * @param values one for each goal, at the trial's {@linkplain Objectives#representative representative} epoch by then
 *     of the study; {@code NaN} if the trial diverged or failed, which is bad news and not missing news
 */
public record Observation(TrialId trial, Configuration configuration, int epochs, List<Double> values)
        implements Serializable {

    public Observation {
        values = List.copyOf(values);
    }

    /** With one objective. */
    public Observation(TrialId trial, Configuration configuration, int epochs, double value) {
        this(trial, configuration, epochs, List.of(value));
    }

    /** Of the first goal's metric. */
    public double value() {
        return values.get(0);
    }

    /** Whether it has all values. */
    public boolean completed() {
        return standing().completed();
    }

    /** Where it stands among others: what objectives compare. */
    public Standing standing() {
        return new Standing(trial, values);
    }
}

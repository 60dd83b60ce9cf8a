package org.whittle.trial;

import java.io.Serializable;
import org.whittle.space.Configuration;

/**
 * What one trial showed at one budget.
 *
 * @param epochs total epochs the trial had trained
 * @param value the objective; {@code NaN} if the trial diverged or failed, which is bad news and not missing news
 */
public record Observation(TrialId trial, Configuration configuration, int epochs, double value)
        implements Serializable {

    public boolean completed() {
        return !Double.isNaN(value);
    }
}

package org.whittle.schedule;

import java.io.Serializable;
import org.whittle.goal.TrialId;

/**
 * A verdict on a trial, with the reason a person would ask for.
 */
public record Decision(TrialId trial, Verdict verdict, String reason) implements Serializable {
    public Decision {
        if (reason == null || reason.isBlank()) {
            throw new IllegalArgumentException("A decision on trial %s needs a reason.".formatted(trial));
        }
    }
}

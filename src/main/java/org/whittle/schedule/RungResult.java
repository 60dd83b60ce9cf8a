package org.whittle.schedule;

import java.io.Serializable;
import java.util.List;
import org.whittle.work.TrialOutcome;

/**
 * A rung and what its trials reported.
 *
 * @param outcomes one for each task, in the tasks' order
 */
public record RungResult(Rung rung, List<TrialOutcome> outcomes) implements Serializable {
    public RungResult {
        outcomes = List.copyOf(outcomes);
        if (outcomes.size() != rung.tasks().size()) {
            throw new IllegalArgumentException("%d outcomes for %d tasks"
                    .formatted(outcomes.size(), rung.tasks().size()));
        }
    }
}

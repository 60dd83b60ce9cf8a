package org.whittle.sampler;

import java.util.ArrayList;
import java.util.List;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.work.History;
import org.whittle.work.Observation;

/** Histories for tests of samplers. */
final class Told {

    private Told() {
    }

    static History nothing() {
        return of(List.of());
    }

    /** A history in which all but the last four configurations were observed, some at two budgets, some in vain. */
    static History of(List<Configuration> proposed) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < proposed.size() - 4; i++) {
            double value = i % 7 == 3 ? Double.NaN : StrictMath.sin(proposed.get(i).fingerprint().hashCode());
            observations.add(new Observation(new TrialId(i), proposed.get(i), 1, value));
            if (i % 3 == 0 && !Double.isNaN(value)) {
                observations.add(new Observation(new TrialId(i), proposed.get(i), 3, value + 0.1));
            }
        }
        return new History(new Objective("accuracy", Direction.MAXIMIZE), 3, proposed, observations);
    }
}

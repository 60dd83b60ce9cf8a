package org.whittle.bench;

import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.trial.Objective;
import org.whittle.trial.TrialTask;

/** Something to tune whose learning curves can be looked up. */
interface Problem {

    String name();

    SearchSpace space();

    Objective objective();

    /** R of the papers: the epochs of one full training. */
    int maxEpochs();

    /**
     * The objective at the end of epochs {@code from + 1} to {@code to} of each trial, noise included.
     *
     * @return tasks × (to − from)
     */
    double[][] curves(List<TrialTask> tasks, int from, int to);

    /**
     * Normalized regret of returning this configuration: (best − v) / (best − median), without noise. 0 is the best
     * known value, 1 that of the median of uniform draws.
     */
    double regret(Configuration configuration);

    /** A uniform draw that the constraints admit. */
    default Configuration draw(RandomStream random) {
        while (true) {
            double[] unit = random.doubles(space().dimensions().size()).toArray();
            Configuration configuration = space().decode(unit);
            if (space().satisfiesConstraints(configuration)) {
                return configuration;
            }
        }
    }
}

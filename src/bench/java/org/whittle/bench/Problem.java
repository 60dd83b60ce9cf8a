package org.whittle.bench;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.TrialTask;

/** Something to tune whose learning curves can be looked up. */
interface Problem {

    String name();

    SearchSpace space();

    Objective objective();

    /** All that is wanted; the objective is the first. */
    default Objectives objectives() {
        return Objectives.of(objective());
    }

    /** What an epoch of a trial reports whose objective has this value. */
    default SortedMap<String, Double> metrics(Configuration configuration, double value) {
        return new TreeMap<>(Map.of(objective().metric(), value));
    }

    /** R of the papers: the epochs of one full training. */
    int maxEpochs();

    /**
     * The objective at the end of epochs {@code from + 1} to {@code to} of each trial, noise included.
     *
     * @return tasks × (to − from)
     */
    double[][] curves(List<TrialTask> tasks, int from, int to);

    /**
     * Normalized regret of shipping this configuration, trained for so many epochs: (best − v) / (best − median),
     * without noise. 0 is the best known value after a full training, 1 that of the median of uniform draws.
     *
     * @param epochs at most {@link #maxEpochs}
     */
    double regret(Configuration configuration, int epochs);

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

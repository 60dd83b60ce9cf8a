package org.whittle.bench.coverage;

import java.util.List;
import java.util.SortedMap;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;

/** A distribution of test rows, and of what two models, the better one first, say of them. */
interface World {

    String name();

    LearningTask task();

    /** How often happens what decides the metrics. */
    Events events();

    /** The metrics on all rows there could be. */
    SortedMap<String, Double> truth(int model);

    TestSet draw(int rows, RandomStream random);

    /**
     * @param outputs of each model
     */
    record TestSet(List<double[]> outputs, double[] targets) {
    }
}

package org.whittle.train.metric;

import java.util.SortedMap;

/** The metrics of one network on fixed rows, each row counted as often as a bootstrap resample has drawn it. */
sealed interface WeightedMetrics permits ClassificationMetrics, RegressionMetrics {

    /**
     * @param weights how often each row counts, not all 0
     * @return by metric name, without those that are undefined
     */
    SortedMap<String, Double> weighted(int[] weights);
}

package org.whittle.goal;

import java.io.Serializable;

/** What a study wants of one metric: the best value it can have, or one that is good enough. */
public sealed interface Goal extends Serializable permits Objective, Threshold {

    /** Name of a metric as in {@link EpochRecord#metrics}. */
    String metric();

    /** Which values are better. */
    Direction direction();

    /** The metric at an epoch; {@code NaN} if the epoch has none of that name. */
    default double of(EpochRecord epoch) {
        return epoch.metrics().getOrDefault(metric(), Double.NaN);
    }
}

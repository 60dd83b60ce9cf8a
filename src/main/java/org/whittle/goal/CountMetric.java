package org.whittle.goal;

/** A metric of a classifier that is a formula of how many rows are of a class, predicted as it, and both. */
public non-sealed interface CountMetric extends Metric {

    /** @param counts at least one row; not whole where intervals are worked out, by small changes of them */
    double of(ClassCounts counts);
}

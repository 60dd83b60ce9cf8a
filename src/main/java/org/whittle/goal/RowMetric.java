package org.whittle.goal;

/** A metric of a classifier that is the mean of what each row costs. */
public non-sealed interface RowMetric extends Metric {

    /**
     * @param probabilities of the classes
     * @param label the row's class
     * @return at least 0
     */
    double of(double[] probabilities, int label);

    @Override
    default Direction direction() {
        return Direction.MINIMIZE;
    }

    @Override
    default boolean everyEpoch() {
        return false;
    }
}

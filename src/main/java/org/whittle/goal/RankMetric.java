package org.whittle.goal;

/**
 * A metric of a classifier that goes by the order of rows: of the second class if there are two, else the mean of one
 * class against the rest, over the classes that have rows for and against.
 */
public non-sealed interface RankMetric extends Metric {

    /**
     * @param influence what the value would gain from more weight on a row, times the rows (Hampel 1974)
     */
    record Ranked(double value, double[] influence) {
    }

    /**
     * @param scores one for each row, none {@code NaN}
     * @param positive whether a row is of the class; some are, and some not
     */
    Ranked of(double[] scores, boolean[] positive);

    /**
     * The same of rows that count differently: as if each came as often as its weight says.
     *
     * @param weights of the rows, at least 0, above 0 for some rows of either kind
     * @return {@code NaN} for a metric that knows no weights: studies with {@code data.weight} are without it
     */
    default double of(double[] scores, boolean[] positive, double[] weights) {
        return Double.NaN;
    }

    @Override
    default boolean comparesClasses() {
        return true;
    }

    @Override
    default boolean everyEpoch() {
        return false;
    }
}

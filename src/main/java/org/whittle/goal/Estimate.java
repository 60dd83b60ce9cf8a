package org.whittle.goal;

import java.io.Serializable;

/**
 * A measured value with a 95 % interval.
 *
 * @param low where the interval begins, at most the value; {@code NaN} if the rows are too few for an interval
 * @param high where it ends; {@code NaN} with low
 */
public record Estimate(double value, double low, double high) implements Serializable {

    /** Whether there is an interval: else the rows were too few to tell how far off the value may be. */
    public boolean hasInterval() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }
}

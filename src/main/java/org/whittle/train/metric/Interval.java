package org.whittle.train.metric;

import org.whittle.goal.Estimate;

/** From low to high, both {@code NaN} if there is no saying. */
record Interval(double low, double high) {

    static final Interval NONE = new Interval(Double.NaN, Double.NaN);

    Estimate around(double value) {
        return Double.isNaN(value) ? new Estimate(value, value, value) : new Estimate(value, low, high);
    }
}

package org.whittle.train.metric;

import org.whittle.goal.Estimate;

/** From low to high, both {@code NaN} if there is no saying. */
record Interval(double low, double high) {

    static final Interval NONE = new Interval(Double.NaN, Double.NaN);

    /** What of it a number in [least, most] can be: a method that knows no bounds may go beyond them. */
    Interval within(double least, double most) {
        return new Interval(Math.min(most, Math.max(least, low)), Math.max(least, Math.min(most, high)));
    }

    Estimate around(double value) {
        return Double.isNaN(value) ? new Estimate(value, value, value) : new Estimate(value, low, high);
    }
}

package org.whittle.data.check;

import java.io.Serializable;

/**
 * Mean and deviation in one pass: Welford 1962, "Note on a method for calculating corrected sums of squares and
 * products"; Chan, Golub and LeVeque 1979 for two parts together.
 *
 * <p>Values are taken from the first one on, so that a large offset (seconds since 1970, microseconds) costs a small spread
 * no digits.
 */
public final class Moments implements Serializable {

    private static final long serialVersionUID = 1L;

    private long count;
    private double origin;
    private double mean;
    private double squares;

    public void add(double value) {
        if (count == 0) {
            origin = value;
        }
        count++;
        double shifted = value - origin;
        double difference = shifted - mean;
        mean += difference / count;
        squares += difference * (shifted - mean);
    }

    public void add(Moments other) {
        if (other.count == 0) {
            return;
        }
        if (count == 0) {
            count = other.count;
            origin = other.origin;
            mean = other.mean;
            squares = other.squares;
            return;
        }
        long total = count + other.count;
        double difference = (other.origin - origin) + (other.mean - mean);
        mean += difference * other.count / total;
        squares += other.squares + difference * difference * count * other.count / total;
        count = total;
    }

    public double mean() {
        return origin + mean;
    }

    /** With n − 1, as MLlib's StandardScaler has it; 0 for a single value. */
    public double deviation() {
        return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    }
}

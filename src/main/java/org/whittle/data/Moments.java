package org.whittle.data;

import java.io.Serializable;

/**
 * Mean and deviation in one pass: Welford 1962, "Note on a method for calculating corrected sums of squares and
 * products"; Chan, Golub and LeVeque 1979 for two parts together.
 */
final class Moments implements Serializable {

    private static final long serialVersionUID = 1L;

    private long count;
    private double mean;
    private double squares;

    void add(double value) {
        count++;
        double difference = value - mean;
        mean += difference / count;
        squares += difference * (value - mean);
    }

    void add(Moments other) {
        if (other.count == 0) {
            return;
        }
        if (count == 0) {
            count = other.count;
            mean = other.mean;
            squares = other.squares;
            return;
        }
        long total = count + other.count;
        double difference = other.mean - mean;
        mean += difference * other.count / total;
        squares += other.squares + difference * difference * count * other.count / total;
        count = total;
    }

    double mean() {
        return mean;
    }

    /** With n − 1, as MLlib's StandardScaler has it; 0 for a single value. */
    double deviation() {
        return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    }
}

package org.whittle.work;

import java.util.stream.DoubleStream;

/**
 * Sums and means of numbers in the order that they are given in, compensated for rounding (Kahan 1965).
 *
 * <p>How {@link DoubleStream#sum} adds up is not promised: it is free to change with the Java release, or with how a
 * stream is run, and two proposals of a sampler may hang on the last bit. So what decides adds up here; a test forbids
 * it the other.
 */
public final class Sums {

    private Sums() {
    }

    /** 0 if there are none. */
    public static double of(double... values) {
        double sum = 0;
        double excess = 0;
        double simple = 0;
        for (double value : values) {
            double corrected = value - excess;
            double next = sum + corrected;
            excess = next - sum - corrected;
            sum = next;
            simple += value;
        }
        double exact = sum - excess;
        // A compensation of infinities is no number.
        return Double.isNaN(exact) && Double.isInfinite(simple) ? simple : exact;
    }

    /** The same of a stream, in its order. */
    public static double of(DoubleStream values) {
        return of(values.sequential().toArray());
    }

    /** {@code NaN} if there are none. */
    public static double mean(double... values) {
        return of(values) / values.length;
    }

    /** The same of a stream, in its order. */
    public static double mean(DoubleStream values) {
        return mean(values.sequential().toArray());
    }

    /** The mean squared distance from the mean; {@code NaN} if there are no values. */
    public static double variance(double... values) {
        double mean = mean(values);
        double[] squares = new double[values.length];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = (values[i] - mean) * (values[i] - mean);
        }
        return mean(squares);
    }
}

package org.whittle.goal;

import java.util.Arrays;

/**
 * The temperature by which a network's probabilities are most likely, on rows that it has not been trained on. It
 * changes how sure the network is, and no prediction.
 */
public final class TemperatureFit {

    /** Networks that are never wrong would be infinitely sure. */
    private static final double LOWEST = 0.05;
    private static final double HIGHEST = 20;
    private static final int HALVINGS = 60;

    private TemperatureFit() {
    }

    /** The same of rows that all count the same. */
    public static double of(double[] logits, int classes, double[] labels) {
        double[] weights = new double[labels.length];
        Arrays.fill(weights, 1);
        return of(logits, classes, labels, weights);
    }

    /**
     * The log loss is convex in 1/T, so that its slope has one zero.
     *
     * @param logits row-major, {@code rows × classes}, finite
     * @param labels class indices
     * @param weights what each row counts
     * @return from {@value #LOWEST} to {@value #HIGHEST}
     */
    public static double of(double[] logits, int classes, double[] labels, double[] weights) {
        double low = 1 / HIGHEST;
        double high = 1 / LOWEST;
        if (slope(logits, classes, labels, weights, high) <= 0) {
            return LOWEST;
        }
        if (slope(logits, classes, labels, weights, low) >= 0) {
            return HIGHEST;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.sqrt(low * high);
            if (slope(logits, classes, labels, weights, middle) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return 1 / Math.sqrt(low * high);
    }

    /** Of the log loss by β = 1/T: what outputs are expected to be, by their probabilities, minus the label's. */
    private static double slope(double[] logits, int classes, double[] labels, double[] weights,
                                double beta) {
        double slope = 0;
        for (int row = 0; row < labels.length; row++) {
            int from = row * classes;
            double max = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, logits[from + c]);
            }
            double sum = 0;
            double expected = 0;
            for (int c = 0; c < classes; c++) {
                double share = StrictMath.exp(beta * (logits[from + c] - max));
                sum += share;
                expected += share * (logits[from + c] - max);
            }
            slope += weights[row] * (expected / sum - (logits[from + (int) labels[row]] - max));
        }
        return slope;
    }
}

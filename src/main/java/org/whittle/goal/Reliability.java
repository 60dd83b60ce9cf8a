package org.whittle.goal;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a classifier is right, by how sure it says to be: rows in {@value #BINS} equally wide bins of the
 * probability of their most probable class (Guo, Pleiss, Sun and Weinberger 2017).
 *
 * @param bins those that hold a row, by rising confidence
 */
public record Reliability(List<Bin> bins) {

    /** Into which [0, 1] is divided. */
    public static final int BINS = 15;

    /**
     * Rows of about one confidence.
     *
     * @param low end of the confidence, not included but for 0; {@code high} is
     * @param confidence mean of the rows'
     * @param accuracy share of rows whose most probable class is the label
     */
    public record Bin(double low, double high, int rows, double confidence, double accuracy) {
    }

    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * @param confidence of each row, the probability of its most probable class
     * @param right whether that is the label
     */
    public static Reliability of(double[] confidence, boolean[] right) {
        int[] rows = new int[BINS];
        double[] sums = new double[BINS];
        int[] hits = new int[BINS];
        for (int row = 0; row < confidence.length; row++) {
            int bin = bin(confidence[row]);
            rows[bin]++;
            sums[bin] += confidence[row];
            hits[bin] += right[row] ? 1 : 0;
        }
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            if (rows[b] > 0) {
                bins.add(new Bin((double) b / BINS, (b + 1.0) / BINS, rows[b], sums[b] / rows[b],
                        (double) hits[b] / rows[b]));
            }
        }
        return new Reliability(bins);
    }

    /** The same of rows with probabilities of all classes, row-major; the first of equals is the most probable. */
    public static Reliability of(double[] probabilities, int classes, double[] labels) {
        double[] confidence = new double[labels.length];
        boolean[] right = new boolean[labels.length];
        confidences(probabilities, classes, labels, confidence, right);
        return of(confidence, right);
    }

    /** The {@linkplain #expectedError() expected calibration error} of such rows, which count differently. */
    public static double expectedError(double[] probabilities, int classes, double[] labels, double[] weights) {
        double[] confidence = new double[labels.length];
        boolean[] right = new boolean[labels.length];
        confidences(probabilities, classes, labels, confidence, right);
        return expectedError(confidence, right, weights);
    }

    private static void confidences(double[] probabilities, int classes, double[] labels, double[] confidence,
                                    boolean[] right) {
        for (int row = 0; row < labels.length; row++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = probabilities[row * classes + c] > probabilities[row * classes + best] ? c : best;
            }
            confidence[row] = probabilities[row * classes + best];
            right[row] = best == (int) labels[row];
        }
    }

    /** The {@linkplain #expectedError() expected calibration error} of rows that count differently. */
    public static double expectedError(double[] confidence, boolean[] right, double[] weights) {
        double[] distances = new double[BINS];
        double all = 0;
        for (int row = 0; row < confidence.length; row++) {
            distances[bin(confidence[row])] += weights[row] * (confidence[row] - (right[row] ? 1 : 0));
            all += weights[row];
        }
        double sum = 0;
        for (double distance : distances) {
            sum += Math.abs(distance);
        }
        return sum / all;
    }

    private static int bin(double confidence) {
        return Math.max(0, Math.min(BINS - 1, (int) Math.ceil(confidence * BINS) - 1));
    }

    /** The expected calibration error: the mean over rows of |confidence − accuracy| of their bin, from 0 to 1. */
    public double expectedError() {
        double sum = 0;
        double rows = 0;
        for (Bin bin : bins) {
            sum += bin.rows * Math.abs(bin.confidence - bin.accuracy);
            rows += bin.rows;
        }
        return sum / rows;
    }
}

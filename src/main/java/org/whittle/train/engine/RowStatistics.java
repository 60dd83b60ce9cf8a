package org.whittle.train.engine;

import java.util.Arrays;

/** What each number of rows is like, over all of them, in their order. */
final class RowStatistics {

    private final float[] least;
    private final float[] most;
    private final double[] mean;
    private final double[] squares;
    private long rows;

    /** @param width numbers a row */
    RowStatistics(int width) {
        least = new float[width];
        most = new float[width];
        mean = new double[width];
        squares = new double[width];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
    }

    /** @param slab some rows, row-major */
    void add(float[] slab) {
        for (int at = 0; at < slab.length; at += least.length) {
            rows++;
            for (int i = 0; i < least.length; i++) {
                float value = slab[at + i];
                least[i] = Math.min(least[i], value);
                most[i] = Math.max(most[i], value);
                double difference = value - mean[i];
                mean[i] += difference / rows;
                squares[i] += difference * (value - mean[i]);
            }
        }
    }

    /** The least of each channel, of rows that are images. */
    float[] black(int channels) {
        float[] black = new float[channels];
        Arrays.fill(black, Float.POSITIVE_INFINITY);
        for (int i = 0; i < least.length; i++) {
            black[i % channels] = Math.min(black[i % channels], least[i]);
        }
        return black;
    }

    /** The largest of each channel, of rows that are images. */
    float[] white(int channels) {
        float[] white = new float[channels];
        Arrays.fill(white, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < most.length; i++) {
            white[i % channels] = Math.max(white[i % channels], most[i]);
        }
        return white;
    }

    float[] means() {
        float[] means = new float[mean.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) mean[i];
        }
        return means;
    }

    /** Standard deviations, with n − 1. */
    float[] deviations() {
        float[] deviations = new float[squares.length];
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = rows > 1 ? (float) Math.sqrt(squares[i] / (rows - 1)) : 0;
        }
        return deviations;
    }
}

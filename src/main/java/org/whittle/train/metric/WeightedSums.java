package org.whittle.train.metric;

/** Sums over weighted rows, each of four in turns, because an addition would wait for the one before. */
final class WeightedSums {

    private WeightedSums() {
    }

    /** Σ w x */
    static double of(double[] w, double[] x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < x.length; i += 4) {
            a += w[i] * x[i];
            b += w[i + 1] * x[i + 1];
            c += w[i + 2] * x[i + 2];
            d += w[i + 3] * x[i + 3];
        }
        for (; i < x.length; i++) {
            a += w[i] * x[i];
        }
        return a + b + (c + d);
    }

    /** Σ w x² */
    static double ofSquares(double[] w, double[] x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < x.length; i += 4) {
            a += w[i] * x[i] * x[i];
            b += w[i + 1] * x[i + 1] * x[i + 1];
            c += w[i + 2] * x[i + 2] * x[i + 2];
            d += w[i + 3] * x[i + 3] * x[i + 3];
        }
        for (; i < x.length; i++) {
            a += w[i] * x[i] * x[i];
        }
        return a + b + (c + d);
    }
}

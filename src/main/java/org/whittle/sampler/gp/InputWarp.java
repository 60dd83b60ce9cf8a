package org.whittle.sampler.gp;

import java.util.Arrays;

/**
 * Bends each number's axis so that the objective changes evenly along it: the cumulative distribution function of
 * Kumaraswamy's distribution, w = 1 − (1 − u^a)^b, after Snoek, Swersky, Zemel and Adams 2014 ("Input warping for
 * Bayesian optimization of non-stationary functions"). It finds out that a weight decay declared linear acts by its
 * order of magnitude. Choices and inactive dimensions pass unchanged.
 *
 * @param a by dimension, above 0; 1 with b = 1 leaves the axis straight
 * @param b by dimension, above 0
 */
record InputWarp(Geometry geometry, double[] a, double[] b) {

    /** Keeps logarithms and slopes finite at the ends of the axis. */
    private static final double EDGE = 1e-6;

    double[] warp(double[] x) {
        double[] w = x.clone();
        for (int d = 0; d < w.length; d++) {
            if (bends(d, x[d])) {
                w[d] = warp(d, x[d]);
            }
        }
        return w;
    }

    double[] unwarp(double[] w) {
        double[] x = w.clone();
        for (int d = 0; d < x.length; d++) {
            if (bends(d, w[d])) {
                double inner = 1 - StrictMath.exp(StrictMath.log(1 - inside(w[d])) / b[d]);
                x[d] = Math.min(1, Math.max(0, StrictMath.exp(StrictMath.log(inner) / a[d])));
            }
        }
        return x;
    }

    private boolean bends(int d, double value) {
        return !geometry.isChoice(d) && !Double.isNaN(value);
    }

    private double warp(int d, double u) {
        double power = StrictMath.exp(a[d] * StrictMath.log(inside(u)));
        return 1 - StrictMath.exp(b[d] * StrictMath.log(1 - power));
    }

    /**
     * Coordinates of one dimension, warped, and how they move with its parameters.
     *
     * @param byLogA ∂w/∂log a: 0 for what is not bent
     * @param byLogB ∂w/∂log b likewise
     */
    record Bent(double[] w, double[] byLogA, double[] byLogB) {
    }

    /** @param logs log u of each coordinate, as {@link #logs} gives them */
    Bent bend(int d, double[] column, double[] logs) {
        double[] w = column.clone();
        double[] byLogA = new double[w.length];
        double[] byLogB = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            if (bends(d, column[i])) {
                double power = StrictMath.exp(a[d] * logs[i]);
                double logRest = StrictMath.log(1 - power);
                double left = StrictMath.exp(b[d] * logRest);
                w[i] = 1 - left;
                byLogA[i] = a[d] * b[d] * left / (1 - power) * power * logs[i];
                byLogB[i] = -b[d] * left * logRest;
            }
        }
        return new Bent(w, byLogA, byLogB);
    }

    /** log u of one dimension's coordinates: what every {@link #bend} of them begins with. */
    static double[] logs(double[] column) {
        return Arrays.stream(column).map(u -> StrictMath.log(inside(u))).toArray();
    }

    private static double inside(double u) {
        return Math.min(1 - EDGE, Math.max(EDGE, u));
    }
}

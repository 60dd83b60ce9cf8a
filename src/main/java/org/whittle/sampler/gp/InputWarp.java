package org.whittle.sampler.gp;

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
                double inner = 1 - StrictMath.pow(1 - inside(w[d]), 1 / b[d]);
                x[d] = Math.min(1, Math.max(0, StrictMath.pow(inner, 1 / a[d])));
            }
        }
        return x;
    }

    private boolean bends(int d, double value) {
        return !geometry.isChoice(d) && !Double.isNaN(value);
    }

    private double warp(int d, double u) {
        return 1 - StrictMath.pow(1 - StrictMath.pow(inside(u), a[d]), b[d]);
    }

    /** ∂w/∂log a: 0 for what is not bent. */
    double slopeByLogA(int d, double u) {
        if (!bends(d, u)) {
            return 0;
        }
        double v = inside(u);
        double power = StrictMath.pow(v, a[d]);
        return b[d] * StrictMath.pow(1 - power, b[d] - 1) * power * StrictMath.log(v) * a[d];
    }

    /** ∂w/∂log b: 0 for what is not bent. */
    double slopeByLogB(int d, double u) {
        if (!bends(d, u)) {
            return 0;
        }
        double rest = 1 - StrictMath.pow(inside(u), a[d]);
        return -StrictMath.pow(rest, b[d]) * StrictMath.log(rest) * b[d];
    }

    private static double inside(double u) {
        return Math.min(1 - EDGE, Math.max(EDGE, u));
    }
}

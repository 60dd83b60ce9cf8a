package org.whittle.sampler.gp;

import org.apache.commons.math3.special.Erf;

/**
 * The logarithm of the expected improvement, log EI = log h(z) + log σ with h(z) = φ(z) + z Φ(z) and z = (μ − y*) / σ,
 * for maximisation: Ament, Daulton, Eriksson, Balandat and Bakshy 2023, "Unexpected improvements to expected
 * improvement for Bayesian optimization". It has a slope where EI itself underflows.
 */
final class LogExpectedImprovement {

    private static final double HALF_LOG_2PI = 0.5 * StrictMath.log(2 * StrictMath.PI);
    private static final double SQRT2 = Math.sqrt(2);
    /** Below this, h is computed by Mills' ratio: the direct formula would subtract nearly equal numbers. */
    private static final double TAIL = -3;
    private static final int TERMS = 60;

    private LogExpectedImprovement() {
    }

    /** log h(z). */
    static double logH(double z) {
        double logPhi = -0.5 * z * z - HALF_LOG_2PI;
        if (z > TAIL) {
            return StrictMath.log(StrictMath.exp(logPhi) + z * cdf(z));
        }
        double c = tail(-z);
        return logPhi + StrictMath.log(c / (c - z));
    }

    /** The derivative of {@link #logH}: Φ(z) / h(z). */
    static double slope(double z) {
        if (z > TAIL) {
            double cdf = cdf(z);
            return cdf / (StrictMath.exp(-0.5 * z * z - HALF_LOG_2PI) + z * cdf);
        }
        return 1 / tail(-z);
    }

    private static double cdf(double z) {
        return 0.5 * Erf.erfc(-z / SQRT2);
    }

    // Mills' ratio Φ(−x)/φ(x) is 1 / (x + c), c = 1 / (x + 2 / (x + 3 / (x + …))); so h(−x) = φ(x) c / (x + c).
    private static double tail(double x) {
        double c = 0;
        for (int k = TERMS; k >= 1; k--) {
            c = k / (x + c);
        }
        return c;
    }
}

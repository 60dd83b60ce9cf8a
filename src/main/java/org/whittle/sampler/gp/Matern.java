package org.whittle.sampler.gp;

/**
 * The Matérn 5/2 correlation as a function of the squared scaled distance r².
 */
final class Matern {

    private static final double SQRT5 = Math.sqrt(5);

    private Matern() {
    }

    /** (1 + √5 r + 5/3 r²) exp(−√5 r). */
    static double of(double squared) {
        double s = SQRT5 * Math.sqrt(squared);
        return (1 + s + s * s / 3) * StrictMath.exp(-s);
    }

    /** Derivative of {@link #of} by r²: −5/6 (1 + √5 r) exp(−√5 r); finite at 0. */
    static double slope(double squared) {
        double s = SQRT5 * Math.sqrt(squared);
        return -5.0 / 6 * (1 + s) * StrictMath.exp(-s);
    }
}

package org.whittle.sampler.evolution;

import org.whittle.random.RandomStream;

/**
 * Simulated binary crossover, SBX, for numbers of the unit interval (Deb and Agrawal 1995, "Simulated Binary Crossover
 * for Continuous Search Space"): two children around two parents, with their parents' mean.
 *
 * <p>The spread factor β = |c₂ − c₁| / |p₂ − p₁| has the density 0.5 (η<sub>c</sub> + 1) β<sup>η<sub>c</sub></sup> up
 * to 1 and 0.5 (η<sub>c</sub> + 1) β<sup>−(η<sub>c</sub> + 2)</sup> beyond: what one-point crossover of binary strings
 * does. Near an end of the interval the density is cut off where a child would leave it, on each side by itself (Deb
 * and Goyal 1996, "A Combined Genetic Adaptive Search (GeneAS) for Engineering Design").
 *
 * @param eta η<sub>c</sub>, at least 0: the larger, the nearer are children to their parents
 */
record SimulatedBinaryCrossover(double eta) {

    /** Parents nearer than this count as equal, and their children as well. */
    private static final double RESOLUTION = 1e-14;

    /** The lower and the upper child. */
    double[] cross(double first, double second, RandomStream random) {
        double lower = Math.min(first, second);
        double upper = Math.max(first, second);
        if (upper - lower < RESOLUTION) {
            return new double[] {lower, upper};
        }
        double u = random.nextDouble();
        double middle = (lower + upper) / 2;
        double half = (upper - lower) / 2;
        return new double[] {
            Math.max(0, middle - half * spread(u, 1 + lower / half)),
            Math.min(1, middle + half * spread(u, 1 + (1 - upper) / half))};
    }

    /** The spread factor β at the quantile u of its distribution, which ends at the bound. */
    private double spread(double u, double bound) {
        double alpha = 2 - StrictMath.pow(bound, -(eta + 1));
        return u * alpha <= 1 ? StrictMath.pow(u * alpha, 1 / (eta + 1))
                : StrictMath.pow(1 / (2 - u * alpha), 1 / (eta + 1));
    }
}

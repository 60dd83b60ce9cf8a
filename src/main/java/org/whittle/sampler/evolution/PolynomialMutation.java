package org.whittle.sampler.evolution;

import org.whittle.random.RandomStream;

/**
 * Polynomial mutation for numbers of the unit interval (Deb and Goyal 1996, "A Combined Genetic Adaptive Search
 * (GeneAS) for Engineering Design"): a perturbation δ with density 0.5 (η<sub>m</sub> + 1) (1 −
 * |δ|)<sup>η<sub>m</sub></sup>, cut off at the ends of the interval.
 *
 * @param eta η<sub>m</sub>, at least 0: the larger, the smaller are perturbations; about 1 / η<sub>m</sub> on average
 */
record PolynomialMutation(double eta) {

    double mutate(double x, RandomStream random) {
        double u = random.nextDouble();
        double delta = u < 0.5
                ? StrictMath.pow(2 * u + (1 - 2 * u) * StrictMath.pow(1 - x, eta + 1), 1 / (eta + 1)) - 1
                : 1 - StrictMath.pow(2 * (1 - u) + (2 * u - 1) * StrictMath.pow(x, eta + 1), 1 / (eta + 1));
        // At x = 0, δ = −1 + (1 + ε) might leave the interval by a rounding error.
        return Math.min(1, Math.max(0, x + delta));
    }
}

package org.whittle.sampler.cmaes;

import org.whittle.random.RandomStream;

/**
 * How likely the values of a choice are.
 *
 * @param p probabilities, their sum 1
 */
record Odds(double[] p) {

    /** From so many favourable cases of each value, smoothed by one further case that is shared by all. */
    static Odds of(double[] cases) {
        double sum = 1;
        for (double c : cases) {
            sum += c;
        }
        double[] p = new double[cases.length];
        for (int k = 0; k < p.length; k++) {
            p[k] = (cases[k] + 1.0 / p.length) / sum;
        }
        return new Odds(p);
    }

    /** The middle of a value's cell of the unit interval. */
    double draw(RandomStream random) {
        double u = random.nextDouble();
        int k = 0;
        while (k < p.length - 1 && u >= p[k]) {
            u -= p[k];
            k++;
        }
        return (k + 0.5) / p.length;
    }

    /**
     * The step p + c Σ w (e − p), the natural gradient for a categorical distribution.
     *
     * @param weights of the trials that were selected, for each value their sum; 0 for all if none has this choice
     * @param rate c, in [0, 1]
     * @param alpha probability that the likeliest value leaves to the others at the least
     */
    Odds next(double[] weights, double rate, double alpha) {
        double total = 0;
        for (double w : weights) {
            total += w;
        }
        double[] q = new double[p.length];
        double least = p.length == 1 ? 0 : alpha / (p.length - 1);
        double missing = 0;
        double above = 0;
        for (int k = 0; k < q.length; k++) {
            q[k] = p[k] + rate * (weights[k] - total * p[k]);
            missing += Math.max(0, least - q[k]);
            above += Math.max(0, q[k] - least);
        }
        // What the rare ones are lifted by, the others give in proportion to what they have above it.
        for (int k = 0; k < q.length; k++) {
            q[k] = q[k] <= least ? least : q[k] - missing * (q[k] - least) / above;
        }
        return new Odds(q);
    }
}

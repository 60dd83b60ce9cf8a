package org.whittle.work;

import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/** Medians and other quantiles, linear between order statistics, as numpy has them (Hyndman and Fan's type 7). */
public final class Quantiles {

    private Quantiles() {
    }

    /**
     * @param values in any order, at least one, none {@code NaN}
     * @param probability in (0, 1]
     */
    public static double of(double[] values, double probability) {
        return new Percentile().withEstimationType(EstimationType.R_7).evaluate(values, 100 * probability);
    }

    /**
     * Of Student's t distribution.
     *
     * @param degrees of freedom, above 0; need not be whole
     * @param probability in (0, 1)
     */
    public static double ofStudentsT(double degrees, double probability) {
        return new TDistribution(null, degrees).inverseCumulativeProbability(probability);
    }

    /**
     * Of the gamma distribution of scale 1.
     *
     * @param shape above 0, the mean
     * @param probability in (0, 1)
     */
    public static double ofGamma(double shape, double probability) {
        return new GammaDistribution(null, shape, 1).inverseCumulativeProbability(probability);
    }

    /** The middle value; of an even number of values the mean of the two in the middle. */
    public static double median(double[] values) {
        return of(values, 0.5);
    }
}

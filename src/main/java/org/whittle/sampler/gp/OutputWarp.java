package org.whittle.sampler.gp;

import java.util.Arrays;
import org.whittle.work.Quantiles;
import org.whittle.work.Sums;

/**
 * Makes outputs fit for a Gaussian model: what is better than the median stays as it is, in units of the distance from
 * the median to the upper quartile, and what is much worse is drawn in logarithmically, z to −s log(1 − z / s) with
 * s = {@value #STRAIGHT} of these units. A network that does not learn, or a loss that explodes, would else set the
 * scale; and how bad a bad configuration is does not matter. Ranks (a copula) would also tame the tail, but lose the
 * differences at the top; and drawing in what is only a little worse (s = 1) takes from the model what tells it where
 * things get better.
 *
 * <p>A trial that diverged or failed counts as the worst that was seen.
 */
final class OutputWarp {

    private static final double STRAIGHT = 4;

    private OutputWarp() {
    }

    /**
     * @param values higher is better; {@code NaN} for a trial that diverged or failed
     * @return in the same order, with mean 0 and variance 1; all 0 if there is no difference
     */
    static double[] warp(double[] values) {
        double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return new double[values.length];
        }
        double median = Quantiles.median(sorted);
        double scale = firstPositive(Quantiles.of(sorted, 0.75) - median, sorted[sorted.length - 1] - median,
                sorted[sorted.length - 1] - sorted[0]);
        double[] warped = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double z = ((Double.isFinite(values[i]) ? values[i] : sorted[0]) - median) / scale;
            warped[i] = z >= 0 ? z : -STRAIGHT * StrictMath.log(1 - z / STRAIGHT);
        }
        return standardised(warped);
    }

    private static double firstPositive(double... scales) {
        return Arrays.stream(scales).filter(s -> s > 0).findFirst().orElse(1);
    }

    private static double[] standardised(double[] values) {
        double mean = Sums.mean(values);
        double variance = Sums.variance(values);
        double deviation = Math.sqrt(variance);
        return Arrays.stream(values).map(v -> deviation > 1e-12 ? (v - mean) / deviation : 0).toArray();
    }
}

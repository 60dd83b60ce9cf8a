package org.whittle.schedule;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Continues a learning curve, with its uncertainty.
 *
 * <p>Two of the families of Domhan et al. (2015), c − a t<sup>−α</sup> (pow3) and c − a e<sup>−κt</sup> (exp3), with
 * the shape, α or κ, on a grid. Given its shape, a curve is linear: y<sub>t</sub> = c + a φ(t) + noise, where φ is the
 * shape moved and scaled to φ(1) = 1 and φ(R) = 0, so that c is the value at R. Under a normal-inverse-gamma prior,
 * what is expected of y<sub>R</sub> is Student's t, and the evidence of each shape, which weighs it, is a formula too.
 * So there is no chain to sample (the paper's MCMC over eleven families): the fit is exact, cheap and the same in every
 * run.
 *
 * <p>The unit is the distance from the least to the greatest of the curve's values and the target. In it, a and the
 * change that is still to come, c − y<sub>n</sub>, have a prior deviation of 1, and the noise of {@value #NOISE}.
 */
final class CurveFit {

    /** Deviation that an epoch's value is expected to have from the curve, before the curve tells. */
    static final double NOISE = 0.03;
    /** Shape of the prior of the noise's variance: as good as this many pairs of epochs. */
    private static final int PRIOR_SHAPE = 1;

    private static final double[] POWERS = {0.25, 0.5, 1, 2};
    /** 1/κ as shares of R. */
    private static final double[] TIMES = {1.0, 1.0 / 2, 1.0 / 4, 1.0 / 8, 1.0 / 16};

    /** A curve's end as Student's t, and how well the shape explains the curve. */
    private record End(double mean, double scale, double logEvidence) {
    }

    private CurveFit() {
    }

    /**
     * The probability that the curve is at least at the target at R.
     *
     * @param epochs from 1, increasing, the last below R; at least one
     * @param values higher is better, one for each epoch
     * @param horizon R
     */
    static double reaches(int[] epochs, double[] values, int horizon, double target) {
        double last = values[values.length - 1];
        double least = Math.min(target, Arrays.stream(values).min().orElseThrow());
        double unit = Math.max(target, Arrays.stream(values).max().orElseThrow()) - least;
        if (unit == 0) {
            return 1;
        }
        double[] y = Arrays.stream(values).map(v -> (v - last) / unit).toArray();
        End[] ends = new End[POWERS.length + TIMES.length];
        for (int i = 0; i < ends.length; i++) {
            int shape = i;
            double first = shape(shape, 1, horizon);
            double end = shape(shape, horizon, horizon);
            ends[i] = fit(Arrays.stream(epochs).mapToDouble(t -> (shape(shape, t, horizon) - end) / (first - end))
                    .toArray(), y);
        }
        double most = Arrays.stream(ends).mapToDouble(End::logEvidence).max().orElseThrow();
        double weights = 0;
        double sum = 0;
        // Symmetric: the upper tail is the lower one of −t, without the digits that 1 − P would cost.
        TDistribution beyond = new TDistribution(2 * PRIOR_SHAPE + y.length);
        for (End end : ends) {
            double weight = StrictMath.exp(end.logEvidence() - most);
            weights += weight;
            sum += weight * beyond.cumulativeProbability(-((target - last) / unit - end.mean()) / end.scale());
        }
        return sum / weights;
    }

    private static double shape(int shape, int epoch, int horizon) {
        return shape < POWERS.length ? StrictMath.pow(epoch, -POWERS[shape])
                : StrictMath.exp(-epoch / (TIMES[shape - POWERS.length] * horizon));
    }

    /** The regression of y on (1, φ): 2 × 2, so its inverse and determinant are written out. */
    private static End fit(double[] phi, double[] y) {
        int n = y.length;
        double prior = NOISE * NOISE;
        double cc = prior + n;
        double ca = 0;
        double aa = prior;
        double cy = 0;
        double ay = 0;
        double yy = 0;
        for (int i = 0; i < n; i++) {
            ca += phi[i];
            aa += phi[i] * phi[i];
            cy += y[i];
            ay += phi[i] * y[i];
            yy += y[i] * y[i];
        }
        double determinant = cc * aa - ca * ca;
        double c = (aa * cy - ca * ay) / determinant;
        double a = (cc * ay - ca * cy) / determinant;
        double shape = PRIOR_SHAPE + n / 2.0;
        double rate = PRIOR_SHAPE * prior + Math.max(0, yy - c * cy - a * ay) / 2;
        double scale = Math.sqrt(rate / shape * (1 + aa / determinant));
        return new End(c, scale, -StrictMath.log(determinant) / 2 - shape * StrictMath.log(rate));
    }
}

package org.whittle.sampler.gp;

import org.whittle.sampler.gp.KernelShape.Term;

/**
 * The prior over hyperparameters, and the box they are sought in. Outputs are standardised, inputs in the unit cube.
 *
 * <p>Length scales: see {@link LengthScales}. The parameters of the {@link InputWarp}: log-normal(0, 0.3), so that axes
 * are straight unless the data bend them. The others are log-normal around what is plausible, with a factor e at one
 * deviation: four parts of variance common to budgets against one of their own; and a mean learning curve. Noise is
 * little, for the order of batches is the same for all trials; but some objectives are noisy, so its factor is e^1.5.
 */
final class Prior {

    private static final double LOG_NOISE = -6;
    private static final double NOISE_DEVIATION = 1.5;
    private static final double WARP_DEVIATION = 0.3;
    // By term of the kernel.
    private static final double[] VARIANCE = {1, 0.2, 0.5};
    private static final double[] BUDGET_SCALE = {4, 0.7, 1};

    private final double[] mean;
    private final double[] deviation;
    private final double[] jacobian;
    private final double[] lower;
    private final double[] upper;

    Prior(KernelShape shape, LengthScales lengths) {
        int n = shape.parameters();
        mean = new double[n];
        deviation = new double[n];
        jacobian = new double[n];
        lower = new double[n];
        upper = new double[n];
        set(KernelShape.NOISE, LOG_NOISE, NOISE_DEVIATION, 1e-6, 0.3);
        int dimensions = shape.geometry().size();
        for (int d = 0; d < dimensions; d++) {
            set(shape.lengthScale(d), lengths.logMean(dimensions), lengths.logDeviation(), 0.05, 100);
            // The density of a length scale ℓ, not of log ℓ, is maximised, as the paper does: − log ℓ more.
            jacobian[shape.lengthScale(d)] = 1;
            set(shape.warpA(d), 0, WARP_DEVIATION, 0.1, 10);
            set(shape.warpB(d), 0, WARP_DEVIATION, 0.1, 10);
        }
        for (int k = 0; k < shape.terms().size(); k++) {
            Term term = shape.terms().get(k);
            set(term.variance(), StrictMath.log(VARIANCE[k]), 1, 1e-4, 30);
            if (term.overBudget()) {
                set(term.budgetScale(), StrictMath.log(BUDGET_SCALE[k]), 1, 0.05, 100);
            }
        }
    }

    private void set(int i, double logMean, double logDeviation, double low, double high) {
        mean[i] = logMean;
        deviation[i] = logDeviation;
        lower[i] = StrictMath.log(low);
        upper[i] = StrictMath.log(high);
    }

    double[] lower() {
        return lower;
    }

    double[] upper() {
        return upper;
    }

    /** The most plausible θ before any data, within the box. */
    double[] mode() {
        double[] mode = new double[mean.length];
        for (int i = 0; i < mode.length; i++) {
            double unbounded = mean[i] - jacobian[i] * deviation[i] * deviation[i];
            mode[i] = Math.min(upper[i], Math.max(lower[i], unbounded));
        }
        return mode;
    }

    /** The negative log density up to a constant; its gradient is added to {@code gradient}. */
    double penalty(double[] theta, double[] gradient) {
        double sum = 0;
        for (int i = 0; i < theta.length; i++) {
            double z = (theta[i] - mean[i]) / deviation[i];
            sum += 0.5 * z * z + jacobian[i] * theta[i];
            gradient[i] += z / deviation[i] + jacobian[i];
        }
        return sum;
    }
}

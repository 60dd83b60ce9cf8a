package org.whittle.sampler.gp;

/**
 * What is believed of length scales before any data: that they are log-normal(√2 + ½ log D, σ) in D dimensions
 * (Hvarfner, Hellsten and Nardi 2024, "Vanilla Bayesian optimization performs great in high dimensions"), with one σ or
 * another.
 *
 * <p>How much an objective bends along an axis decides where improvement is expected, and a few dozen trials do not
 * tell. Networks' accuracies mostly rise or fall along a whole axis, and are best near its end: long length scales find
 * that with the first dozen trials. Objectives with several hills need short ones. So {@link GaussianProcessSampler}
 * believes one thing for half of a population, and the other for the rest.
 */
enum LengthScales {

    /**
     * The paper's σ = √3: the most plausible length is half an axis in 7 dimensions, and any other is easily accepted.
     */
    WIDE(Math.sqrt(3)),
    /** σ = 1: the most plausible length is several axes. */
    LONG(1);

    private final double deviation;

    LengthScales(double deviation) {
        this.deviation = deviation;
    }

    /** Mean of the length's logarithm. */
    double logMean(int dimensions) {
        return Math.sqrt(2) + 0.5 * StrictMath.log(dimensions);
    }

    /** Standard deviation of the length's logarithm. */
    double logDeviation() {
        return deviation;
    }
}

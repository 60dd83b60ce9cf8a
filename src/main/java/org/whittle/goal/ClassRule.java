package org.whittle.goal;

import java.io.Serializable;

/**
 * How the outputs of a classifier become probabilities and a class.
 *
 * @param threshold of two classes, the second is predicted if its probability is above it, in (0, 1); with more classes
 *     0.5, and without a meaning
 * @param temperature that outputs are divided by before they become probabilities, above 0: above 1 makes a network
 *     less sure of itself (Guo, Pleiss, Sun and Weinberger 2017, "On Calibration of Modern Neural Networks")
 */
public record ClassRule(double threshold, double temperature) implements Serializable {

    /** The most probable class, by the network's own probabilities. */
    public static final ClassRule STANDARD = new ClassRule(0.5, 1);

    /** @throws IllegalArgumentException if one of them is out of range */
    public ClassRule {
        if (!(threshold > 0 && threshold < 1) || !(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("A threshold must be above 0 and below 1, a temperature above 0: %s, %s"
                    .formatted(threshold, temperature));
        }
    }

    /** Whether it is as if there were none. */
    public boolean isStandard() {
        return equals(STANDARD);
    }

    /** Whether the most probable class is the one predicted. */
    public boolean takesMostProbable() {
        return threshold == STANDARD.threshold;
    }

    /** By how much the second of two outputs, divided by the temperature, must be above the first: ln(t / (1 − t)). */
    public double margin() {
        return takesMostProbable() ? 0 : StrictMath.log(threshold / (1 - threshold));
    }

    /** The class that is predicted; of equally probable ones the first. */
    public int predicted(float[] probabilities) {
        if (probabilities.length == 2 && !takesMostProbable()) {
            return probabilities[1] > threshold ? 1 : 0;
        }
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            best = probabilities[k] > probabilities[best] ? k : best;
        }
        return best;
    }
}

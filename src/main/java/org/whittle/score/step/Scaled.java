package org.whittle.score.step;

import java.io.Serializable;

/**
 * How numbers are brought to one scale: {@code (value − center) / scale}, each number by its own.
 *
 * <p>A number that did not vary has the scale 0, and becomes 0, or ½ by min-max scaling.
 *
 * @param method what center and scale are: mean and deviation; smallest value and range; median and range of quartiles;
 *     or nothing, and then both are empty
 */
public record Scaled(Scaling method, double[] center, double[] scale) implements Serializable {

    /** Numbers as they are. */
    public static final Scaled NOT = new Scaled(Scaling.NONE, new double[0], new double[0]);

    /** Scales the i-th number. */
    public interface Function extends Serializable {
        /**
         * @param i which of the numbers that are scaled together
         * @param value as the row has it
         */
        double apply(int i, double value);
    }

    /** As MLlib's scalers calculate: a product with the reciprocal. Adding 0 makes one zero of two. */
    public Function function() {
        if (method == Scaling.NONE) {
            return (i, value) -> value + 0.0;
        }
        double[] factor = new double[scale.length];
        for (int i = 0; i < factor.length; i++) {
            factor[i] = scale[i] == 0 ? 0 : 1 / scale[i];
        }
        double constant = method == Scaling.MIN_MAX ? 0.5 : 0;
        return (i, value) -> factor[i] == 0 ? constant : (value - center[i]) * factor[i] + 0.0;
    }
}

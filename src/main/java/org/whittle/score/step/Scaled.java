package org.whittle.score.step;

import java.io.Serializable;
import java.util.stream.IntStream;

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

    /** Scales numbers in their place. */
    public interface Function extends Serializable {
        /**
         * @param at where the first of the numbers is that are scaled together
         * @param count how many there are of them
         */
        void apply(double[] values, int at, int count);
    }

    /** As MLlib's scalers calculate: a product with the reciprocal. Adding 0 makes one zero of two. */
    public Function function() {
        if (method == Scaling.NONE) {
            return (values, at, count) -> {
                for (int i = 0; i < count; i++) {
                    values[at + i] += 0.0;
                }
            };
        }
        double[] factor = new double[scale.length];
        for (int i = 0; i < factor.length; i++) {
            factor[i] = scale[i] == 0 ? 0 : 1 / scale[i];
        }
        int[] still = IntStream.range(0, factor.length).filter(i -> factor[i] == 0).toArray();
        double constant = method == Scaling.MIN_MAX ? 0.5 : 0;
        return (values, at, count) -> {
            for (int i = 0; i < count; i++) {
                values[at + i] = (values[at + i] - center[i]) * factor[i] + 0.0;
            }
            for (int i : still) {
                values[at + i] = constant;
            }
        };
    }
}

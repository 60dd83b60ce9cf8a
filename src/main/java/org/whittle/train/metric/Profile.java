package org.whittle.train.metric;

import java.util.function.IntToDoubleFunction;

/**
 * How far a number goes where several proportions that it is made of are so far off that all of it together is as
 * unlikely as an end of one's {@linkplain ScoreIntervals#proportion interval}: each by its part of the standard errors,
 * as a profile of their scores has it. Whole intervals, put together as independent, reach too far where a proportion
 * goes to one half, and not far enough where it goes to 1, as the farther it is looked for the less uncertain it is.
 */
final class Profile {

    private Profile() {
    }

    /** What one of them moves the number by if it is off by a share of the standard errors of an interval. */
    interface Part {
        double reach(int i, double share);
    }

    /**
     * @param parts how many there are
     * @param part what each does
     * @param beside squared, what else moves the number, in proportion to how far it is off
     */
    static double reach(int parts, Part part, IntToDoubleFunction beside) {
        double[] alone = new double[parts];
        double besides = 0;
        double square = 0;
        for (int i = 0; i < parts; i++) {
            alone[i] = part.reach(i, 1);
            besides += beside.applyAsDouble(i);
            square += alone[i] * alone[i];
        }
        double all = Math.sqrt(square + besides);
        if (!(all > 0)) {
            return 0;
        }
        double reach = besides / all;
        for (int i = 0; i < parts; i++) {
            reach += alone[i] > 0 ? part.reach(i, alone[i] / all) : 0;
        }
        return reach;
    }
}

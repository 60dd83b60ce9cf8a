package org.whittle.goal;

import java.util.List;

/**
 * What epochs tell of a training beside its metrics: nothing is chosen by it. It says how a trial fits its rows, and
 * why.
 *
 * <ul>
 *   <li>the objective on some training rows, a sample that is the same for all trials, as the network is at the end of
 *       the epoch; at the epochs 1, 2, 3, 4, 6, 8, 12, 16, … and the last one of the study
 *   <li>the norm of the loss's gradient by all that is trained, before it is clipped, at some steps of the epoch: mean
 *       and largest; and how much of it the first weights have on average
 * </ul>
 */
public final class Diagnostics {

    /** Mean norm of an epoch's gradients. */
    public static final String GRADIENT = "gradient-norm";
    /** Their largest. */
    public static final String LARGEST_GRADIENT = "gradient-norm-max";
    /** Mean norm of the part of the first weights, as a share of the whole. */
    public static final String FIRST_GRADIENT = "gradient-share-of-first";

    private static final String OF_TRAINING = "train-";

    private Diagnostics() {
    }

    /** The name of a metric on training rows. */
    public static String ofTraining(String metric) {
        return OF_TRAINING + metric;
    }

    /**
     * All that there may be, in the order of columns.
     *
     * @param objective name of the study's first metric
     */
    public static List<String> of(String objective) {
        return List.of(ofTraining(objective), GRADIENT, LARGEST_GRADIENT, FIRST_GRADIENT);
    }

    /**
     * Whether the objective is measured on training rows at an epoch.
     *
     * @param last that a trial can have in the study
     */
    public static boolean measuredAt(int epoch, int last) {
        int power = Integer.highestOneBit(epoch);
        return epoch == last || epoch == power || 2 * epoch == 3 * power;
    }
}

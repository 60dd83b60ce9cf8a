package org.whittle.score.model;

import org.whittle.net.LearningTask;

/**
 * What a network says of rows, translated: for classes the probability of each, row-major, in the order of
 * {@link LearningTask.Classification#classes}; else one number a row, in the target's own unit.
 */
public record Outputs(LearningTask task, double[] values) {

    /** Number of rows. */
    public int rows() {
        return values.length / task.outputs();
    }

    /** The number that is predicted for a row of a regression. */
    public double value(int row) {
        return values[row];
    }

    /** The probability of each class for a row, as the 32-bit floats that the network gives. */
    public float[] probabilities(int row) {
        float[] probabilities = new float[task.outputs()];
        for (int k = 0; k < probabilities.length; k++) {
            probabilities[k] = (float) values[row * probabilities.length + k];
        }
        return probabilities;
    }

    /** The index of the most probable class; of equal ones the first. */
    public static int best(float[] probabilities) {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            best = probabilities[k] > probabilities[best] ? k : best;
        }
        return best;
    }
}

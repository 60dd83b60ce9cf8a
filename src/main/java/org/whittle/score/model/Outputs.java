package org.whittle.score.model;

import org.whittle.goal.ClassRule;
import org.whittle.net.LearningTask;

/**
 * What a network says of rows, translated: for classes the probability of each, row-major, in the order of
 * {@link LearningTask.Classification#classes}; else one number a row, in the target's own unit.
 *
 * @param rule by which a class is predicted
 */
public record Outputs(LearningTask task, ClassRule rule, double[] values) {

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

    /** The index of the class that is predicted: by the rule, the most probable one unless there is a threshold. */
    public int predicted(float[] probabilities) {
        return rule.predicted(probabilities);
    }
}

package org.whittle.net;

import java.io.Serializable;
import java.util.List;

/** What is to be learned from the features. */
public sealed interface LearningTask extends Serializable {

    /** Number of outputs of the network. */
    int outputs();

    /**
     * One of several classes.
     *
     * @param classes labels as text, at least two; a target is an index into this list
     */
    record Classification(List<String> classes) implements LearningTask {
        public Classification {
            classes = List.copyOf(classes);
        }

        @Override
        public int outputs() {
            return classes.size();
        }
    }

    /**
     * A number. Networks are trained on the standardised target; metrics are in its own unit.
     *
     * @param mean of the training rows' target
     * @param deviation standard deviation of the training rows' target, above 0
     */
    record Regression(double mean, double deviation) implements LearningTask {

        /** A network's outputs in the target's own unit. */
        public double[] inOwnUnit(float[] standardized) {
            double[] predictions = new double[standardized.length];
            for (int i = 0; i < predictions.length; i++) {
                predictions[i] = standardized[i] * deviation + mean;
            }
            return predictions;
        }

        @Override
        public int outputs() {
            return 1;
        }
    }
}

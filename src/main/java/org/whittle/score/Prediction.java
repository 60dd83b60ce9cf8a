package org.whittle.score;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a network says of a row. */
public sealed interface Prediction {

    /**
     * A class.
     *
     * @param label of the most probable class, of equal ones the first in the network's order; of a model with a
     *     threshold the second of its two classes if that one's probability is above it, else the first
     * @param probabilities of every class by its label, in the network's order, each in [0, 1]; together 1 but for
     *     rounding
     */
    record Label(String label, Map<String, Double> probabilities) implements Prediction {

        public Label {
            probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
        }

        /** Probability of the label, in [0, 1]. */
        public double confidence() {
            return probabilities.get(label);
        }
    }

    /**
     * A number.
     *
     * @param value in the unit of the training rows' label
     */
    record Value(double value) implements Prediction {
    }

    /**
     * The label of the predicted class.
     *
     * @throws UnsupportedOperationException if the network predicts a number
     */
    default String label() {
        throw new UnsupportedOperationException("The network predicts a number, and no class; ask for value()");
    }

    /**
     * The predicted number, in the unit of the training rows' label.
     *
     * @throws UnsupportedOperationException if the network predicts a class
     */
    default double value() {
        throw new UnsupportedOperationException("The network predicts a class, and no number; ask for label()");
    }
}

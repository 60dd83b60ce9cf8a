package org.whittle.net;

import org.whittle.net.activation.Activation;
import org.whittle.net.normalization.Normalization;

/** One step of a network, as data. */
public sealed interface Layer {

    /**
     * A linear map with a bias.
     *
     * @param units outputs, at least 1
     */
    record Dense(int units) implements Layer {

        /** @throws IllegalArgumentException if there are no units */
        public Dense {
            if (units < 1) {
                throw new IllegalArgumentException("A layer needs units, not %d.".formatted(units));
            }
        }
    }

    /** A normalization of each unit, in training over the rows of a batch. */
    record Normalize(Normalization by) implements Layer {
    }

    /** A function of each unit alone. */
    record Activate(Activation function) implements Layer {
    }

    /**
     * Leaves units out of a training step, and scales up the others (Srivastava et al. 2014).
     *
     * @param rate probability that a unit is left out, in [0, 1)
     */
    record Dropout(double rate) implements Layer {

        /** @throws IllegalArgumentException if the rate is not in [0, 1) */
        public Dropout {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("A dropout rate is in [0, 1), not %s.".formatted(rate));
            }
        }
    }
}

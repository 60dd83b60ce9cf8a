package org.whittle.net;

import org.whittle.net.activation.Activation;

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

    /**
     * Each unit has mean 0 and deviation 1 over the rows of a batch, then a scale and a shift of its own (Ioffe and
     * Szegedy 2015); in inference, by running means and variances.
     */
    record BatchNorm() implements Layer {

        /** Added to variances. */
        public static final double EPSILON = 1e-5;
        /** Weight of the newest batch in the running statistics. */
        public static final double MOMENTUM = 0.1;
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

package org.whittle.net;

import java.util.List;
import org.whittle.net.activation.Activation;
import org.whittle.net.normalization.Normalization;

/** One step of a network, as data. What fits behind what is {@link LayerShapes}' to say. */
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

    /** A normalization of each unit, or of each channel of an image, in training over the rows of a batch. */
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

    /**
     * A convolution of an image with a bias: as {@code torch.nn.Conv2d} has it.
     *
     * @param filters channels that it gives, at least 1 and a multiple of the groups
     * @param kernel height and width of what a filter sees, at least 1
     * @param stride pixels between two places of the kernel, at least 1
     * @param groups into which channels are divided, each with filters of its own; at least 1
     * @param dilation pixels between two elements of the kernel, at least 1
     */
    record Convolution(int filters, int kernel, int stride, Padding padding, int groups, int dilation)
            implements Layer {

        /** @throws IllegalArgumentException if a number is below 1, or filters are no multiple of the groups */
        public Convolution {
            atLeastOne("A convolution", "filters", filters);
            atLeastOne("A convolution", "a kernel", kernel);
            atLeastOne("A convolution", "a stride", stride);
            atLeastOne("A convolution", "groups", groups);
            atLeastOne("A convolution", "a dilation", dilation);
            if (filters % groups != 0) {
                throw new IllegalArgumentException(
                        "The filters of a convolution are a multiple of its groups, not %d of %d."
                                .formatted(filters, groups));
            }
        }

        /** Pixels that the kernel stretches over, in one direction. */
        public long extent() {
            return (long) dilation * (kernel - 1) + 1;
        }
    }

    /**
     * Makes one number of each square of a channel. A rest at the right and lower edge that is smaller than a square is
     * left out.
     *
     * @param size height and width of a square, at least 1
     * @param stride pixels from one square to the next, at least 1
     */
    record Pool(Pooling by, int size, int stride) implements Layer {

        /** @throws IllegalArgumentException if a number is below 1 */
        public Pool {
            atLeastOne("A pool", "a size", size);
            atLeastOne("A pool", "a stride", stride);
        }
    }

    /** Makes one number of each channel: an image becomes a vector of its channels. */
    record GlobalPool(Pooling by) implements Layer {
    }

    /** Takes an image for the vector of its numbers, in the order of {@link InputShape.Image}. */
    record Flatten() implements Layer {
    }

    /**
     * x + layers(x) (He et al. 2016). Where the layers change the shape, x is projected: by a convolution of kernel 1
     * with the stride that it takes, or by a linear map.
     *
     * @param layers at least one
     */
    record Residual(List<Layer> layers) implements Layer {

        /** @throws IllegalArgumentException if there are no layers */
        public Residual {
            layers = List.copyOf(layers);
            if (layers.isEmpty()) {
                throw new IllegalArgumentException("A residual needs layers to lead around.");
            }
        }
    }

    /** A whole network that a user brought, from a row to its outputs. */
    record Brought(BroughtNetwork network) implements Layer {
    }

    private static void atLeastOne(String who, String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s needs %s of at least 1, not %d.".formatted(who, what, value));
        }
    }
}

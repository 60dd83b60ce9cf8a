package org.whittle.net;

import java.util.BitSet;
import java.util.List;
import org.whittle.net.normalization.BatchNorm;

/**
 * Finds the weights that read what a network {@linkplain SeenInputs does not see}: of the first layers that have
 * weights, which are several where a residual leads around some of them.
 */
public final class UnreadWeights {

    private final SeenInputs seen;
    private final ParameterLayout layout;
    private final BitSet unread = new BitSet();
    private int tensor;

    private UnreadWeights(SeenInputs seen, ParameterLayout layout) {
        this.seen = seen;
        this.layout = layout;
    }

    /**
     * Indices of those that are always 0, in the flat array of {@link ParameterLayout#trained}.
     *
     * @throws IllegalArgumentException if layers before the first weights mix what is seen with what is not: no weight
     *     that is 0 would keep them apart
     */
    public static BitSet of(Architecture network, SeenInputs seen) {
        // A perceptron takes an image for the vector of its numbers.
        if (LayerShapes.channels(network.input()) % seen.inputs() != 0) {
            throw new IllegalArgumentException("The network has %d inputs, and it is said of %d which it sees."
                    .formatted(LayerShapes.channels(network.input()), seen.inputs()));
        }
        UnreadWeights found = new UnreadWeights(seen, ParameterLayout.trained(network));
        if (!seen.areAll()) {
            found.read(network.layers(), network.input());
        }
        return found.unread;
    }

    /** Whether the layers end with something that hangs on inputs by weights alone. */
    private boolean read(List<Layer> layers, InputShape input) {
        List<InputShape> after = LayerShapes.of(input, layers).after();
        InputShape before = input;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            if (layer instanceof Layer.Dense) {
                weight(1);
                return true;
            } else if (layer instanceof Layer.Convolution convolution) {
                weight(convolution.groups());
                return true;
            } else if (layer instanceof Layer.Residual residual) {
                residual(residual, before, after.get(i));
                return true;
            } else if (layer instanceof Layer.Normalize normalize) {
                if (!(normalize.by() instanceof BatchNorm)) {
                    throw mixes("A " + normalize.by().key() + " normalization");
                }
                tensor += normalize.by().trained().size();
            }
            before = after.get(i);
        }
        return false;
    }

    private void residual(Layer.Residual residual, InputShape before, InputShape after) {
        Layer around = LayerShapes.projection(before, after).orElseThrow(() -> mixes("A residual"));
        int first = tensor;
        if (!read(residual.layers(), before)) {
            throw mixes("A residual");
        }
        // Behind the residual's own.
        tensor = first + tensors(residual.layers(), before);
        weight(around instanceof Layer.Convolution convolution ? convolution.groups() : 1);
    }

    /** Tensors of layers. */
    private static int tensors(List<Layer> layers, InputShape input) {
        int count = 0;
        InputShape before = input;
        List<InputShape> after = LayerShapes.of(input, layers).after();
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof Layer.Normalize normalize) {
                count += normalize.by().trained().size();
            } else if (layers.get(i) instanceof Layer.Residual inner) {
                count += tensors(inner.layers(), before)
                        + (LayerShapes.projection(before, after.get(i)).isPresent() ? 2 : 0);
            } else if (layers.get(i) instanceof Layer.Dense || layers.get(i) instanceof Layer.Convolution) {
                count += 2;
            }
            before = after.get(i);
        }
        return count;
    }

    // A flattened image has its channels beside each other, so that it is the rest that tells them apart.
    private void weight(int groups) {
        ParameterLayout.Tensor weight = layout.tensors().get(tensor);
        tensor += 2;
        int outputs = weight.shape().get(0);
        int inputs = weight.shape().get(1);
        int kernel = weight.fanIn() / inputs;
        for (int output = 0; output < outputs; output++) {
            int group = output / (outputs / groups);
            for (int input = 0; input < inputs; input++) {
                if (!seen.has((group * inputs + input) % seen.inputs())) {
                    int at = weight.offset() + (output * inputs + input) * kernel;
                    unread.set(at, at + kernel);
                }
            }
        }
    }

    private static IllegalArgumentException mixes(String what) {
        return new IllegalArgumentException(what + " before the first weights mixes the inputs that a network sees with"
                + " those that it does not: put a dense layer or a convolution before it.");
    }
}

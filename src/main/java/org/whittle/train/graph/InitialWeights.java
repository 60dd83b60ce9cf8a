package org.whittle.train.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.ParameterLayout;
import org.whittle.net.SeenInputs;
import org.whittle.net.UnreadWeights;
import org.whittle.net.activation.Activation;
import org.whittle.net.initial.Initialization;
import org.whittle.random.RandomStream;

/**
 * Fresh parameters of a network: weights as its initialization has them, zero biases, and normalizations at γ = 1, β =
 * 0. What a filter is computed from are {@code inputs / groups × kernel²} numbers, and {@code filters × kernel²} it
 * goes into, as PyTorch counts them.
 */
public final class InitialWeights {

    private InitialWeights() {
    }

    /**
     * Draws them. Each layer has its own stream, {@code weights.child(layer)}.
     *
     * @return in the order of {@link ParameterLayout#trained}
     */
    public static float[] draw(Architecture network, Initialization initialization, RandomStream weights) {
        return draw(network, initialization, weights, SeenInputs.all(network.input()));
    }

    /**
     * Draws those of a network that may not see all: the same as if it were given what it sees alone, and 0 where it
     * does not.
     *
     * @throws IllegalArgumentException if {@linkplain UnreadWeights no weights} can keep it from what it does not see
     */
    public static float[] draw(
            Architecture network, Initialization initialization, RandomStream weights, SeenInputs seen) {
        BitSet unread = UnreadWeights.of(network, seen);
        ParameterLayout layout = ParameterLayout.trained(network);
        float[] flat = layout.fresh();
        List<Optional<Activation>> next = next(network);
        int layer = -1;
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            if (tensor.shape().size() > 1) {
                layer++;
                int fanOut = tensor.shape().get(0) * (tensor.fanIn() / tensor.shape().get(1));
                fill(flat, tensor, unread, initialization, fanOut, next.get(layer), weights.child(layer));
            }
        }
        return flat;
    }

    /** The activation that follows each weight before the next one. */
    private static List<Optional<Activation>> next(Architecture network) {
        List<Optional<Activation>> next = new ArrayList<>();
        addNext(network.layers(), network.input(), next);
        return next;
    }

    // A residual's last weight has none: its sum with what leads around it has not to make up for a rectifier.
    private static void addNext(List<Layer> layers, InputShape input, List<Optional<Activation>> next) {
        InputShape before = input;
        boolean open = false;
        List<InputShape> after = LayerShapes.of(input, layers).after();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            if (layer instanceof Layer.Dense || layer instanceof Layer.Convolution) {
                next.add(Optional.empty());
                open = true;
            } else if (layer instanceof Layer.Activate activate && open) {
                next.set(next.size() - 1, Optional.of(activate.function()));
            } else if (layer instanceof Layer.Residual residual) {
                addNext(residual.layers(), before, next);
                LayerShapes.projection(before, after.get(i)).ifPresent(projection -> next.add(Optional.empty()));
                open = false;
            }
            before = after.get(i);
        }
    }

    /** Row by row, each by what it is computed from. */
    private static void fill(float[] flat, ParameterLayout.Tensor tensor, BitSet unread, Initialization initialization,
            int fanOut, Optional<Activation> next, RandomGenerator random) {
        int size = tensor.fanIn();
        int end = tensor.offset() + tensor.size();
        for (int row = tensor.offset(); row < end; row += size) {
            int fanIn = size - unread.get(row, row + size).cardinality();
            double bound = fanIn == 0 ? 0 : initialization.bound(fanIn, fanOut, next);
            for (int i = row; i < row + size; i++) {
                if (!unread.get(i)) {
                    flat[i] = uniform(bound, random);
                }
            }
        }
    }

    /** A weight from [−bound, bound). */
    public static float uniform(double bound, RandomGenerator random) {
        double unit = (random.nextLong() >>> 11) * 0x1p-53;
        return (float) ((2 * unit - 1) * bound);
    }
}

package org.whittle.train.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.whittle.net.Architecture;
import org.whittle.net.Layer;
import org.whittle.net.ParameterLayout;
import org.whittle.net.activation.Activation;
import org.whittle.net.initial.Initialization;
import org.whittle.random.RandomStream;

/**
 * Fresh parameters of a network: weights as its initialization has them, zero biases, and batch normalization at γ = 1,
 * β = 0.
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
        ParameterLayout layout = ParameterLayout.trained(network);
        float[] flat = layout.fresh();
        List<Optional<Activation>> next = next(network);
        int layer = -1;
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            if (tensor.shape().size() == 2) {
                layer++;
                double bound = initialization.bound(tensor.shape().get(1), tensor.shape().get(0), next.get(layer));
                fill(flat, tensor, bound, weights.child(layer));
            }
        }
        return flat;
    }

    /** What follows each linear map. */
    private static List<Optional<Activation>> next(Architecture network) {
        List<Optional<Activation>> next = new ArrayList<>();
        for (Layer layer : network.layers()) {
            if (layer instanceof Layer.Dense) {
                next.add(Optional.empty());
            } else if (layer instanceof Layer.Activate activate && !next.isEmpty()) {
                next.set(next.size() - 1, Optional.of(activate.function()));
            }
        }
        return next;
    }

    private static void fill(float[] flat, ParameterLayout.Tensor tensor, double bound, RandomGenerator random) {
        for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
            double unit = (random.nextLong() >>> 11) * 0x1p-53;
            flat[i] = (float) ((2 * unit - 1) * bound);
        }
    }
}

package org.whittle.train.graph;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.whittle.random.RandomStream;

/**
 * Initial weights: uniform in [−a, a], with zero biases; batch normalization starts as γ = 1, β = 0.
 */
public enum Initialization {
    /**
     * a = √(6 / inputs) in hidden layers: He et al. 2015, {@code torch.nn.init.kaiming_uniform_(nonlinearity="relu")};
     * a = √(3 / inputs) in the output layer, which has no rectifier to make up for: {@code nonlinearity="linear"}.
     */
    HE("he") {
        @Override
        double bound(int inputs, int outputs, boolean hidden) {
            return Math.sqrt((hidden ? 6.0 : 3.0) / inputs);
        }
    },
    /** a = √(6 / (inputs + outputs)) in all layers: Glorot and Bengio 2010; {@code torch.nn.init.xavier_uniform_}. */
    XAVIER("xavier") {
        @Override
        double bound(int inputs, int outputs, boolean hidden) {
            return Math.sqrt(6.0 / ((double) inputs + outputs));
        }
    };

    private final String key;

    Initialization(String key) {
        this.key = key;
    }

    abstract double bound(int inputs, int outputs, boolean hidden);

    public static Initialization ofKey(String key) {
        return Arrays.stream(values()).filter(i -> i.key.equals(key)).findFirst().orElseThrow();
    }

    /**
     * Fresh parameters. Each layer has its own stream, {@code weights.child(layer)}.
     *
     * @return in the order of {@link ParameterLayout#trained}
     */
    public float[] draw(Architecture network, RandomStream weights) {
        ParameterLayout layout = ParameterLayout.trained(network);
        float[] flat = new float[layout.size()];
        int layer = -1;
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            if (tensor.shape().size() == 2) {
                layer++;
                double bound = bound(network.fanIn(layer), network.fanOut(layer), layer < network.hiddenLayers());
                fill(flat, tensor, bound, weights.child(layer));
            } else if (tensor.name().endsWith(".norm.weight")) {
                Arrays.fill(flat, tensor.offset(), tensor.offset() + tensor.size(), 1);
            }
        }
        return flat;
    }

    private static void fill(float[] flat, ParameterLayout.Tensor tensor, double bound, RandomGenerator random) {
        for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
            double unit = (random.nextLong() >>> 11) * 0x1p-53;
            flat[i] = (float) ((2 * unit - 1) * bound);
        }
    }
}

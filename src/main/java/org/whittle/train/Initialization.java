package org.whittle.train;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.whittle.random.RandomStream;

/**
 * Initial weights: uniform in [−a, a], with zero biases; batch normalization starts as γ = 1, β = 0. All layers are
 * drawn alike, the output layer included.
 */
enum Initialization {
    /** a = √(6 / inputs): He et al. 2015; {@code torch.nn.init.kaiming_uniform_(nonlinearity="relu")}. */
    HE("he") {
        @Override
        double bound(int inputs, int outputs) {
            return Math.sqrt(6.0 / inputs);
        }
    },
    /** a = √(6 / (inputs + outputs)): Glorot and Bengio 2010; {@code torch.nn.init.xavier_uniform_}. */
    XAVIER("xavier") {
        @Override
        double bound(int inputs, int outputs) {
            return Math.sqrt(6.0 / ((double) inputs + outputs));
        }
    };

    private final String key;

    Initialization(String key) {
        this.key = key;
    }

    abstract double bound(int inputs, int outputs);

    static Initialization ofKey(String key) {
        return Arrays.stream(values()).filter(i -> i.key.equals(key)).findFirst().orElseThrow();
    }

    /**
     * Fresh parameters. Each layer has its own stream, {@code weights.child(layer)}.
     *
     * @return in the order of {@link ParameterLayout#trained}
     */
    float[] draw(Architecture network, RandomStream weights) {
        ParameterLayout layout = ParameterLayout.trained(network);
        float[] flat = new float[layout.size()];
        int layer = -1;
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            if (tensor.shape().size() == 2) {
                layer++;
                fill(flat, tensor, bound(network.fanIn(layer), network.fanOut(layer)), weights.child(layer));
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

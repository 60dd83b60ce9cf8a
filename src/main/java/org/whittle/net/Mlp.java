package org.whittle.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;

/**
 * A multilayer perceptron: for each hidden layer a linear map, batch normalization if there is any, the activation and
 * dropout; then a linear output layer.
 *
 * @param inputs features a row, at least 1
 * @param units of each hidden layer, from the input on; may be empty
 * @param outputs classes, or 1
 * @param dropout probability that a hidden unit is left out of a training step, in [0, 1)
 */
public record Mlp(int inputs, List<Integer> units, int outputs, Activation activation, double dropout,
                  boolean batchNormalization) {

    public Mlp {
        units = List.copyOf(units);
    }

    /**
     * The perceptron that an architecture is. One without hidden layers says nothing of activation, normalization and
     * dropout.
     *
     * @throws IllegalArgumentException if it is another kind of network
     */
    public static Mlp of(Architecture network) {
        return in(network).orElseThrow(() -> new IllegalArgumentException(
                "This is no multilayer perceptron of like hidden layers: %s".formatted(network)));
    }

    /** The perceptron that an architecture is; empty if it is another kind of network. */
    public static Optional<Mlp> in(Architecture network) {
        List<Integer> units = new ArrayList<>();
        Activation activation = Activations.ALL.get(0);
        double dropout = 0;
        boolean normalized = false;
        for (Layer layer : network.layers().subList(0, network.layers().size() - 1)) {
            if (layer instanceof Layer.Dense dense) {
                units.add(dense.units());
            } else if (layer instanceof Layer.Activate activate) {
                activation = activate.function();
            } else if (layer instanceof Layer.Dropout left) {
                dropout = left.rate();
            } else if (layer instanceof Layer.Normalize) {
                normalized = true;
            }
        }
        Mlp found = new Mlp(network.inputs(), units, network.outputs(), activation, dropout, normalized);
        return found.architecture().equals(network) ? Optional.of(found) : Optional.empty();
    }

    /** The same, layer by layer. */
    public Architecture architecture() {
        List<Layer> layers = new ArrayList<>();
        for (int width : units) {
            layers.add(new Layer.Dense(width));
            if (batchNormalization) {
                layers.add(new Layer.Normalize(new BatchNorm()));
            }
            layers.add(new Layer.Activate(activation));
            if (dropout > 0) {
                layers.add(new Layer.Dropout(dropout));
            }
        }
        layers.add(new Layer.Dense(outputs));
        return new Architecture(new InputShape.Vector(inputs), layers);
    }

    /** With other hidden layers. */
    public Mlp withUnits(List<Integer> other) {
        return new Mlp(inputs, other, outputs, activation, dropout, batchNormalization);
    }

    /** Number of hidden layers; 0: a linear model. */
    public int hiddenLayers() {
        return units.size();
    }

    /** Inputs of a linear layer; the output layer's index is {@link #hiddenLayers}. */
    public int fanIn(int layer) {
        return layer == 0 ? inputs : units.get(layer - 1);
    }

    /** Outputs of a linear layer. */
    public int fanOut(int layer) {
        return layer == hiddenLayers() ? outputs : units.get(layer);
    }
}

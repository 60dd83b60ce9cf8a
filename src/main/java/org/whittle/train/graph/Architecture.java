package org.whittle.train.graph;

import java.util.List;
import org.whittle.net.activation.Activation;

/**
 * A multilayer perceptron: for each hidden layer a linear map, batch normalization if there is any, the activation and
 * dropout; then a linear output layer.
 *
 * @param inputs features a row, at least 1
 * @param units of each hidden layer, from the input on; may be empty
 * @param outputs classes, or 1
 * @param dropout probability that a hidden unit is left out of a training step, in [0, 1)
 */
public record Architecture(int inputs, List<Integer> units, int outputs, Activation activation, double dropout,
                    boolean batchNormalization) {

    public Architecture {
        units = List.copyOf(units);
    }

    Architecture withUnits(List<Integer> other) {
        return new Architecture(inputs, other, outputs, activation, dropout, batchNormalization);
    }

    public int hiddenLayers() {
        return units.size();
    }

    /** Inputs of a linear layer; the output layer's index is {@link #hiddenLayers}. */
    int fanIn(int layer) {
        return layer == 0 ? inputs : units.get(layer - 1);
    }

    /** Outputs of a linear layer. */
    public int fanOut(int layer) {
        return layer == hiddenLayers() ? outputs : units.get(layer);
    }
}

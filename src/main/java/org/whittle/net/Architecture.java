package org.whittle.net;

import java.util.List;

/**
 * A network as data: what it is given, and its layers from there on. {@link Mlp} is one way of building one.
 *
 * @param layers the last is a {@link Layer.Dense}, whose units are the outputs
 */
public record Architecture(InputShape input, List<Layer> layers) {

    /** @throws IllegalArgumentException if it has no outputs, or a layer {@linkplain LayerShapes does not fit} */
    public Architecture {
        layers = List.copyOf(layers);
        if (layers.isEmpty() || !(layers.get(layers.size() - 1) instanceof Layer.Dense)) {
            throw new IllegalArgumentException("A network ends with a linear map to its outputs.");
        }
        LayerShapes.of(input, layers);
    }

    /** Numbers that a row is. */
    public int inputs() {
        return input.features();
    }

    /** Classes, or 1. */
    public int outputs() {
        return ((Layer.Dense) layers.get(layers.size() - 1)).units();
    }

    /** What is there after each layer. */
    public LayerShapes shapes() {
        return LayerShapes.of(input, layers);
    }
}

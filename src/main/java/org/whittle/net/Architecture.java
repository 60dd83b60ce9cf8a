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

    /** The fewest rows of a batch that it can be trained with. */
    public int fewestRows() {
        return fewestRows(layers);
    }

    private static int fewestRows(List<Layer> layers) {
        int fewest = 1;
        for (Layer layer : layers) {
            if (layer instanceof Layer.Normalize normalize) {
                fewest = Math.max(fewest, normalize.by().fewestRows());
            } else if (layer instanceof Layer.Residual residual) {
                fewest = Math.max(fewest, fewestRows(residual.layers()));
            }
        }
        return fewest;
    }

    /** What is there after each layer. */
    public LayerShapes shapes() {
        return LayerShapes.of(input, layers);
    }
}

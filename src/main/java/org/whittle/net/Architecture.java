package org.whittle.net;

import java.util.List;
import java.util.Optional;

/**
 * A network as data: what it is given, and its layers from there on. {@link Mlp} is one way of building one.
 *
 * @param layers the last is a {@link Layer.Dense}, whose units are the outputs, or a network that was {@linkplain
 *     Layer.Brought brought}
 */
public record Architecture(InputShape input, List<Layer> layers) {

    /** @throws IllegalArgumentException if it has no outputs, or a layer {@linkplain LayerShapes does not fit} */
    public Architecture {
        layers = List.copyOf(layers);
        if (layers.isEmpty() || !(last(layers) instanceof Layer.Dense || last(layers) instanceof Layer.Brought)) {
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
        return last(layers) instanceof Layer.Brought brought ? brought.network().outputs()
                : ((Layer.Dense) last(layers)).units();
    }

    private static Layer last(List<Layer> layers) {
        return layers.get(layers.size() - 1);
    }

    /** What a user brought; empty if all layers are Whittle's. */
    public Optional<BroughtNetwork> brought() {
        return layers.stream().filter(Layer.Brought.class::isInstance).map(Layer.Brought.class::cast)
                .map(Layer.Brought::network).findFirst();
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
            } else if (layer instanceof Layer.Brought brought) {
                fewest = Math.max(fewest, brought.network().fewestRows());
            }
        }
        return fewest;
    }

    /** What is there after each layer. */
    public LayerShapes shapes() {
        return LayerShapes.of(input, layers);
    }
}

package org.whittle.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.whittle.net.normalization.Normalization;

/**
 * Where each tensor of a network lies in one flat array, so that an optimizer is one pass over one array whatever the
 * network looks like. Shapes are PyTorch's, row-major: a linear map's weight is {@code [outputs, inputs]}, a
 * convolution's {@code [filters, inputs / groups, kernel, kernel]}; a bias, and what a normalization has, is a vector.
 *
 * <p>Names are for ever, because checkpoints have them:
 * <pre>
 *   layers.i.weight, .bias                      the i-th convolution, linear map or projection, from 0, in the order in
 *                                               which they are written; a residual's projection is behind its layers
 *   layers.i.norm.weight, .bias                 γ and β of the normalization that follows it
 *   layers.i.norm.running_mean, .running_var    its statistics
 *   layers.i.norm2.weight, ...                  of another that follows before the next weight, and so on
 *   input.norm.weight, ...                      of one before the first weight
 *   block.NAME                                  of a network that a user brought, by the name that it has there
 * </pre>
 *
 * @param tensors in the order of their offsets
 * @param size length of the flat array
 */
public record ParameterLayout(List<Tensor> tensors, int size) {

    /**
     * @param name unique, for instance {@code layers.0.weight}
     * @param offset index of the first element in the flat array
     * @param fresh what its elements are before training, unless they are drawn
     */
    public record Tensor(String name, List<Integer> shape, int offset, float fresh) {
        public Tensor {
            shape = List.copyOf(shape);
        }

        /** Number of elements. */
        public int size() {
            return shape.stream().reduce(1, Math::multiplyExact);
        }

        /** Numbers that one unit or filter is computed from: a row of a linear map, or what a kernel sees. */
        public int fanIn() {
            return size() / shape.get(0);
        }
    }

    public ParameterLayout {
        tensors = List.copyOf(tensors);
    }

    /**
     * What the optimizer trains: weights and biases, and what normalizations learn.
     *
     * @throws IllegalArgumentException if the network has more parameters than an array can hold
     */
    public static ParameterLayout trained(Architecture network) {
        return trained(network.input(), network.layers());
    }

    /** The same of layers that need not be a whole network. */
    public static ParameterLayout trained(InputShape input, List<Layer> layers) {
        Builder builder = new Builder(true, Normalization::trained);
        builder.addAll(layers, input);
        return builder.build();
    }

    /** What normalizations among layers keep beside. */
    public static ParameterLayout statistics(InputShape input, List<Layer> layers) {
        Builder builder = new Builder(false, Normalization::statistics);
        builder.addAll(layers, input);
        return builder.build();
    }

    /** What normalizations keep beside. */
    public static ParameterLayout statistics(Architecture network) {
        return statistics(network.input(), network.layers());
    }

    /** The layers that have parameters, in the order of these: a residual's own, and behind them its projection. */
    public static List<Layer> order(Architecture network) {
        List<Layer> order = new ArrayList<>();
        addOrder(network.layers(), network.input(), order);
        return order;
    }

    private static void addOrder(List<Layer> layers, InputShape input, List<Layer> order) {
        List<InputShape> after = LayerShapes.of(input, layers).after();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            if (layer instanceof Layer.Residual residual) {
                InputShape before = i == 0 ? input : after.get(i - 1);
                addOrder(residual.layers(), before, order);
                LayerShapes.projection(before, after.get(i)).ifPresent(order::add);
            } else if (layer instanceof Layer.Dense || layer instanceof Layer.Convolution
                    || layer instanceof Layer.Normalize || layer instanceof Layer.Brought) {
                order.add(layer);
            }
        }
    }

    /** The flat array before any training, but for what is drawn. */
    public float[] fresh() {
        float[] flat = new float[size];
        tensors.forEach(tensor -> Arrays.fill(flat, tensor.offset, tensor.offset + tensor.size(), tensor.fresh));
        return flat;
    }

    /**
     * Copies what two networks of the same layers but other widths have in common: of each tensor the units that both
     * have. So a network is padded, and freed of padding again.
     *
     * @param from laid out like this
     * @param to laid out like {@code other}; elements outside the common part are left as they are
     */
    public void copyCommon(float[] from, ParameterLayout other, float[] to) {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor mine = tensors.get(i);
            Tensor its = other.tensors.get(i);
            copyCommon(from, mine.offset, mine.shape, to, its.offset, its.shape);
        }
    }

    private static void copyCommon(
            float[] from, int mine, List<Integer> shape, float[] to, int its, List<Integer> other) {
        int common = Math.min(shape.get(0), other.get(0));
        if (shape.size() == 1) {
            System.arraycopy(from, mine, to, its, common);
            return;
        }
        List<Integer> inner = shape.subList(1, shape.size());
        List<Integer> otherInner = other.subList(1, other.size());
        int size = inner.stream().reduce(1, Math::multiplyExact);
        int otherSize = otherInner.stream().reduce(1, Math::multiplyExact);
        for (int i = 0; i < common; i++) {
            copyCommon(from, mine + i * size, inner, to, its + i * otherSize, otherInner);
        }
    }

    private static final class Builder {

        private final boolean weighted;
        private final Function<Normalization, List<Normalization.Part>> parts;
        private final List<Tensor> tensors = new ArrayList<>();
        private long size;
        /** The last weight's index, and normalizations since. */
        private int last = -1;
        private int normalizations;

        /** @param weighted whether weights and biases have a place */
        Builder(boolean weighted, Function<Normalization, List<Normalization.Part>> parts) {
            this.weighted = weighted;
            this.parts = parts;
        }

        void addAll(List<Layer> layers, InputShape input) {
            List<InputShape> after = LayerShapes.of(input, layers).after();
            InputShape before = input;
            for (int i = 0; i < layers.size(); i++) {
                add(layers.get(i), before, after.get(i));
                before = after.get(i);
            }
        }

        private void add(Layer layer, InputShape before, InputShape after) {
            int channels = LayerShapes.channels(before);
            if (layer instanceof Layer.Dense dense) {
                weight(List.of(dense.units(), channels));
            } else if (layer instanceof Layer.Convolution convolution) {
                weight(List.of(convolution.filters(), channels / convolution.groups(), convolution.kernel(),
                        convolution.kernel()));
            } else if (layer instanceof Layer.Normalize normalize) {
                normalizations++;
                String name = (last < 0 ? "input" : "layers." + last) + ".norm"
                        + (normalizations == 1 ? "" : Integer.toString(normalizations)) + ".";
                parts.apply(normalize.by()).forEach(part -> add(name + part.name(), List.of(channels), part.fresh()));
            } else if (layer instanceof Layer.Residual residual) {
                addAll(residual.layers(), before);
                LayerShapes.projection(before, after).ifPresent(projection -> add(projection, before, after));
            } else if (layer instanceof Layer.Brought brought) {
                brought(brought.network());
            }
        }

        private void brought(BroughtNetwork network) {
            for (BroughtNetwork.Part part : weighted ? network.trained() : network.statistics()) {
                add("block." + part.name(), part.shape(), 0);
            }
        }

        private void weight(List<Integer> shape) {
            last++;
            normalizations = 0;
            if (weighted) {
                add("layers." + last + ".weight", shape, 0);
                add("layers." + last + ".bias", shape.subList(0, 1), 0);
            }
        }

        void add(String name, List<Integer> shape, float fresh) {
            long elements = 1;
            for (int extent : shape) {
                elements *= extent;
                if (size + elements > Integer.MAX_VALUE - 8) {
                    throw new IllegalArgumentException(
                            "The network has more than 2³¹ parameters. Lower units, filters or layers.");
                }
            }
            tensors.add(new Tensor(name, shape, (int) size, fresh));
            size += elements;
        }

        ParameterLayout build() {
            return new ParameterLayout(tensors, (int) size);
        }
    }
}

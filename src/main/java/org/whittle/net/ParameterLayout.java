package org.whittle.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.whittle.net.normalization.Normalization;

/**
 * Where each tensor of a network lies in one flat array, so that an optimizer is one pass over one array whatever the
 * network looks like. Names and shapes are PyTorch's: a weight is {@code [outputs, inputs]}, row-major.
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
            return shape.size() == 1 ? shape.get(0) : Math.multiplyExact(shape.get(0), shape.get(1));
        }

        private int rows() {
            return shape.size() == 1 ? 1 : shape.get(0);
        }

        private int rowLength() {
            return shape.get(shape.size() - 1);
        }
    }

    public ParameterLayout {
        tensors = List.copyOf(tensors);
    }

    /**
     * What the optimizer trains: {@code layers.i.weight} and {@code .bias} of the i-th linear map, and
     * what a normalization after it learns, for instance {@code layers.i.norm.weight} (γ) and {@code .norm.bias} (β).
     *
     * @throws IllegalArgumentException if the network has more parameters than an array can hold
     */
    public static ParameterLayout trained(Architecture network) {
        return of(network, true, Normalization::trained);
    }

    /**
     * What normalizations keep beside, for instance {@code layers.i.norm.running_mean} and {@code .norm.running_var}.
     */
    public static ParameterLayout statistics(Architecture network) {
        return of(network, false, Normalization::statistics);
    }

    private static ParameterLayout of(
            Architecture network, boolean linearMaps, Function<Normalization, List<Normalization.Part>> parts) {
        Builder builder = new Builder();
        int dense = -1;
        int width = network.inputs();
        for (Layer layer : network.layers()) {
            if (layer instanceof Layer.Dense linear) {
                dense++;
                if (linearMaps) {
                    builder.add("layers." + dense + ".weight", List.of(linear.units(), width), 0);
                    builder.add("layers." + dense + ".bias", List.of(linear.units()), 0);
                }
                width = linear.units();
            } else if (layer instanceof Layer.Normalize normalize) {
                builder.addAll(dense, parts.apply(normalize.by()), width);
            }
        }
        return builder.build();
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
            int width = Math.min(mine.rowLength(), its.rowLength());
            for (int row = 0; row < Math.min(mine.rows(), its.rows()); row++) {
                System.arraycopy(from, mine.offset + row * mine.rowLength(), to, its.offset + row * its.rowLength(),
                        width);
            }
        }
    }

    private static final class Builder {

        private final List<Tensor> tensors = new ArrayList<>();
        private long size;

        /** The parts of a normalization after a linear map. */
        void addAll(int dense, List<Normalization.Part> parts, int width) {
            parts.forEach(part -> add("layers." + dense + ".norm." + part.name(), List.of(width), part.fresh()));
        }

        void add(String name, List<Integer> shape, float fresh) {
            long elements = 1;
            for (int extent : shape) {
                elements *= extent;
            }
            if (size + elements > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(
                        "The network has more than 2³¹ parameters. Lower units or layers.");
            }
            tensors.add(new Tensor(name, shape, (int) size, fresh));
            size += elements;
        }

        ParameterLayout build() {
            return new ParameterLayout(tensors, (int) size);
        }
    }
}

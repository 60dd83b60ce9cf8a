package org.whittle.score.onnx;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.Padding;
import org.whittle.net.ParameterLayout;
import org.whittle.net.Pooling;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.LayerNorm;
import org.whittle.net.normalization.Normalization;
import org.whittle.score.model.StoredNetwork;

/** A network's layers as nodes; images go through them channels first. */
final class OnnxNetwork {

    private final OnnxGraph graph;
    private final StoredNetwork network;
    private final Iterator<ParameterLayout.Tensor> trained;
    private final Iterator<ParameterLayout.Tensor> statistics;

    private OnnxNetwork(OnnxGraph graph, StoredNetwork network) {
        this.graph = graph;
        this.network = network;
        this.trained = ParameterLayout.trained(network.architecture()).tensors().iterator();
        this.statistics = ParameterLayout.statistics(network.architecture()).tensors().iterator();
    }

    /**
     * Adds a network.
     *
     * @param features {@code rows × inputs}, in 32 bits
     * @return its outputs, {@code rows × outputs}
     * @throws IllegalArgumentException if it is not made of Whittle's layers
     */
    static String add(OnnxGraph graph, StoredNetwork network, String features) {
        Architecture architecture = network.architecture();
        String x = features;
        if (architecture.input() instanceof InputShape.Image image) {
            x = graph.add("Transpose", List.of(graph.reshape(x, -1, image.height(), image.width(), image.channels())),
                    OnnxGraph.Attribute.of("perm", 0, 3, 1, 2));
        }
        return new OnnxNetwork(graph, network).layers(architecture.layers(), architecture.input(), x);
    }

    private String layers(List<Layer> layers, InputShape input, String features) {
        List<InputShape> after = LayerShapes.of(input, layers).after();
        String x = features;
        for (int i = 0; i < layers.size(); i++) {
            x = layer(layers.get(i), i == 0 ? input : after.get(i - 1), after.get(i), x);
        }
        return x;
    }

    private String layer(Layer layer, InputShape before, InputShape after, String x) {
        if (layer instanceof Layer.Dense) {
            return graph.add("Gemm", List.of(x, next(), next()), OnnxGraph.Attribute.of("transB", 1L));
        } else if (layer instanceof Layer.Normalize normalize) {
            return normalize(normalize.by(), before, x);
        } else if (layer instanceof Layer.Activate activate) {
            return activate.function().output(new OnnxArithmetic(graph), x);
        } else if (layer instanceof Layer.Dropout) {
            return x;
        } else if (layer instanceof Layer.Convolution convolution) {
            return convolve(convolution, x);
        } else if (layer instanceof Layer.Pool pool) {
            return graph.add(pool.by() == Pooling.MAX ? "MaxPool" : "AveragePool", List.of(x),
                    OnnxGraph.Attribute.of("kernel_shape", pool.size(), pool.size()),
                    OnnxGraph.Attribute.of("strides", pool.stride(), pool.stride()));
        } else if (layer instanceof Layer.GlobalPool pool) {
            String pooled = graph.add(pool.by() == Pooling.MAX ? "GlobalMaxPool" : "GlobalAveragePool", List.of(x));
            return graph.add("Flatten", List.of(pooled));
        } else if (layer instanceof Layer.Flatten) {
            String last = graph.add("Transpose", List.of(x), OnnxGraph.Attribute.of("perm", 0, 2, 3, 1));
            return graph.add("Flatten", List.of(last));
        } else if (layer instanceof Layer.Residual residual) {
            String own = layers(residual.layers(), before, x);
            Optional<? extends Layer> projection = LayerShapes.projection(before, after);
            String around = projection.isPresent() ? layer(projection.get(), before, after, x) : x;
            return graph.add("Add", List.of(own, around));
        } else if (layer instanceof Layer.Brought brought) {
            throw new IllegalArgumentException(
                    ("A network that was brought (%s) is not made of Whittle's layers, and is "
                                    + "not written as ONNX; use its class, or its own model/network.pt")
                            .formatted(brought.network().name()));
        }
        throw new IllegalArgumentException("The layer %s is not written as ONNX".formatted(layer));
    }

    private String convolve(Layer.Convolution convolution, String x) {
        long zeros = convolution.padding() == Padding.SAME ? convolution.extent() - 1 : 0;
        long begin = zeros / 2;
        long end = zeros - begin;
        return graph.add("Conv", List.of(x, next(), next()),
                OnnxGraph.Attribute.of("kernel_shape", convolution.kernel(), convolution.kernel()),
                OnnxGraph.Attribute.of("strides", convolution.stride(), convolution.stride()),
                OnnxGraph.Attribute.of("pads", begin, begin, end, end),
                OnnxGraph.Attribute.of("dilations", convolution.dilation(), convolution.dilation()),
                OnnxGraph.Attribute.of("group", (long) convolution.groups()));
    }

    private String normalize(Normalization by, InputShape before, String x) {
        if (by instanceof BatchNorm) {
            String scale = next();
            String shift = next();
            return graph.add("BatchNormalization", List.of(x, scale, shift, statistic(), statistic()),
                    OnnxGraph.Attribute.of("epsilon", (float) BatchNorm.EPSILON));
        }
        int groups;
        if (by instanceof GroupNorm group) {
            groups = group.groups();
        } else if (by instanceof LayerNorm) {
            groups = 1;
        } else {
            throw new IllegalArgumentException("The normalization %s is not written as ONNX".formatted(by.key()));
        }
        long channels = LayerShapes.channels(before);
        long[] shape = before instanceof InputShape.Image image
                ? new long[] {-1, channels, image.height(), image.width()} : new long[] {-1, channels};
        long[] each = new long[shape.length];
        Arrays.fill(each, 1);
        each[1] = channels;
        String rows = graph.reshape(x, 0, groups, -1);
        String centred = graph.add("Sub", List.of(rows, mean(rows)));
        String variance = mean(graph.add("Mul", List.of(centred, centred)));
        String deviation = graph.add("Sqrt", List.of(
                graph.add("Add", List.of(variance, graph.real(GroupNorm.EPSILON)))));
        String unit = graph.reshape(graph.add("Div", List.of(centred, deviation)), shape);
        String scaled = graph.add("Mul", List.of(unit, graph.reshape(next(), each)));
        return graph.add("Add", List.of(scaled, graph.reshape(next(), each)));
    }

    private String mean(String x) {
        return graph.add("ReduceMean", List.of(x), OnnxGraph.Attribute.of("axes", new long[] {2}));
    }

    private String next() {
        return constant(trained.next(), network.trained());
    }

    private String statistic() {
        return constant(statistics.next(), network.statistics());
    }

    private String constant(ParameterLayout.Tensor tensor, float[] flat) {
        return graph.floats(Arrays.copyOfRange(flat, tensor.offset(), tensor.offset() + tensor.size()),
                tensor.shape());
    }
}

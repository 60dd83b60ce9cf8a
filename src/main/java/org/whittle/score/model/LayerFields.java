package org.whittle.score.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.Pooling;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.LayerNorm;
import org.whittle.net.normalization.Normalization;

/**
 * A layer as a model's description has it: its name, and the fields that this layer has.
 *
 * <pre>
 *   {"layer": "convolution", "filters": 6, "kernel": 5, "stride": 1, "padding": "same", "groups": 1, "dilation": 1}
 *   {"layer": "pool", "by": "max", "size": 2, "stride": 2}     {"layer": "global-pool", "by": "average"}
 *   {"layer": "normalization", "by": "group", "groups": 8}     {"layer": "activation", "by": "relu"}
 *   {"layer": "residual", "layers": [...]}                     {"layer": "dropout", "rate": 0.2}
 *   {"layer": "dense", "units": 10}                            {"layer": "flatten"}
 *   {"layer": "block", "name": "com.example.MyNet", "values": {"width": 32}, "units": 10,
 *    "trained": [{"name": "01Linear_weight", "shape": [32, 64]}, ...], "statistics": [...]}
 *   {"layer": "torchscript", "name": "SHA-256 of the module that was trained", "values": {}, ...}
 * </pre>
 */
final class LayerFields {

    /** Residuals within residuals that are read: nobody writes more, and what is damaged must not exhaust the stack. */
    private static final int DEEPEST = 32;
    private static final int MOST_DIGITS = 64;

    private String layer;
    private String by;
    private Integer units;
    private Integer filters;
    private Integer kernel;
    private Integer size;
    private Integer stride;
    private String padding;
    private Integer groups;
    private Integer dilation;
    private Double rate;
    private List<LayerFields> layers;
    private String name;
    private SortedMap<String, Object> values;
    private List<Tensor> trained;
    private List<Tensor> statistics;

    /** A tensor of a network that was brought. */
    private static final class Tensor {
        private String name;
        private List<Integer> shape;
    }

    /** Layers as fields. */
    static List<LayerFields> of(List<Layer> layers) {
        return layers.stream().map(LayerFields::of).toList();
    }

    private static LayerFields of(Layer layer) {
        LayerFields fields = new LayerFields();
        if (layer instanceof Layer.Dense dense) {
            fields.layer = "dense";
            fields.units = dense.units();
        } else if (layer instanceof Layer.Normalize normalize) {
            fields.layer = "normalization";
            fields.by = normalize.by().key();
            fields.groups = normalize.by() instanceof GroupNorm group ? group.groups() : null;
        } else if (layer instanceof Layer.Activate activate) {
            fields.layer = "activation";
            fields.by = activate.function().key();
        } else if (layer instanceof Layer.Dropout dropout) {
            fields.layer = "dropout";
            fields.rate = dropout.rate();
        } else if (layer instanceof Layer.Convolution convolution) {
            fields.layer = "convolution";
            fields.filters = convolution.filters();
            fields.kernel = convolution.kernel();
            fields.stride = convolution.stride();
            fields.padding = lower(convolution.padding());
            fields.groups = convolution.groups();
            fields.dilation = convolution.dilation();
        } else if (layer instanceof Layer.Pool pool) {
            fields.layer = "pool";
            fields.by = lower(pool.by());
            fields.size = pool.size();
            fields.stride = pool.stride();
        } else if (layer instanceof Layer.GlobalPool pool) {
            fields.layer = "global-pool";
            fields.by = lower(pool.by());
        } else if (layer instanceof Layer.Flatten) {
            fields.layer = "flatten";
        } else if (layer instanceof Layer.Residual residual) {
            fields.layer = "residual";
            fields.layers = of(residual.layers());
        } else if (layer instanceof Layer.Brought brought) {
            fields.put(brought.network());
        }
        return fields;
    }

    private void put(BroughtNetwork network) {
        layer = lower(network.origin());
        name = network.name();
        values = network.values();
        units = network.outputs();
        trained = tensors(network.trained());
        statistics = tensors(network.statistics());
    }

    private static List<Tensor> tensors(List<BroughtNetwork.Part> parts) {
        return parts.stream().map(part -> {
            Tensor tensor = new Tensor();
            tensor.name = part.name();
            tensor.shape = part.shape();
            return tensor;
        }).toList();
    }

    private BroughtNetwork brought() {
        SortedMap<String, Object> read = new TreeMap<>();
        given(values, "values").forEach((key, value) -> read.put(key, value(value)));
        return new BroughtNetwork(of(BroughtNetwork.Origin.class, layer, "origin"), given(name, "name"), read,
                given(units, "units"), parts(given(trained, "tensors")), parts(given(statistics, "statistics")));
    }

    /** A hyperparameter's value: a number without a point is a whole one. */
    private static Object value(Object read) {
        if (read instanceof String || read instanceof Boolean) {
            return read;
        }
        String text = String.valueOf(read);
        if (!(read instanceof Number) || text.length() > MOST_DIGITS) {
            throw new IllegalArgumentException("a value of its network is no number, word or truth value");
        }
        return text.matches("-?\\d+") ? (Object) Integer.valueOf(text) : Double.valueOf(text);
    }

    private static List<BroughtNetwork.Part> parts(List<Tensor> tensors) {
        if (tensors.stream().anyMatch(tensor -> tensor == null || tensor.name == null || tensor.shape == null
                || tensor.shape.contains(null))) {
            throw new IllegalArgumentException("a tensor of its network has no name or no shape");
        }
        return tensors.stream().map(tensor -> new BroughtNetwork.Part(tensor.name, tensor.shape)).toList();
    }

    /**
     * The layers that fields say.
     *
     * @throws IllegalArgumentException if there can be no such layer
     */
    static List<Layer> read(List<LayerFields> all) {
        return read(all, 0);
    }

    private static List<Layer> read(List<LayerFields> all, int depth) {
        if (all == null || depth > DEEPEST) {
            throw new IllegalArgumentException("it has no layers that there can be");
        }
        List<Layer> layers = new ArrayList<>();
        for (LayerFields fields : all) {
            if (fields == null || fields.layer == null) {
                throw new IllegalArgumentException("a layer has no name");
            }
            layers.add(fields.read(depth));
        }
        return layers;
    }

    private Layer read(int depth) {
        return switch (layer) {
            case "dense" -> new Layer.Dense(given(units, "units"));
            case "normalization" -> new Layer.Normalize(normalization());
            case "activation" -> new Layer.Activate(Activations.ofKey(given(by, "by")));
            case "dropout" -> new Layer.Dropout(given(rate, "rate"));
            case "convolution" -> new Layer.Convolution(given(filters, "filters"), given(kernel, "kernel"),
                    given(stride, "stride"), of(Padding.class, padding, "padding"), given(groups, "groups"),
                    given(dilation, "dilation"));
            case "pool" -> new Layer.Pool(of(Pooling.class, by, "by"), given(size, "size"), given(stride, "stride"));
            case "global-pool" -> new Layer.GlobalPool(of(Pooling.class, by, "by"));
            case "flatten" -> new Layer.Flatten();
            case "block", "torchscript" -> new Layer.Brought(brought());
            case "residual" -> new Layer.Residual(read(layers, depth + 1));
            default -> throw new IllegalArgumentException("there is no layer " + layer);
        };
    }

    private Normalization normalization() {
        return switch (given(by, "by")) {
            case "batch" -> new BatchNorm();
            case "layer" -> new LayerNorm();
            case "group" -> new GroupNorm(given(groups, "groups"));
            default -> throw new IllegalArgumentException("there is no normalization " + by);
        };
    }

    private <T> T given(T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("a layer %s has no %s".formatted(layer, name));
        }
        return value;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private <E extends Enum<E>> E of(Class<E> type, String key, String name) {
        for (E constant : type.getEnumConstants()) {
            if (lower(constant).equals(given(key, name))) {
                return constant;
            }
        }
        throw new IllegalArgumentException("a layer %s has no %s that is %s".formatted(layer, name, key));
    }
}

package org.whittle.net;

import java.util.ArrayList;
import java.util.List;
import org.whittle.net.normalization.GroupNorm;

/**
 * Networks that differ in nothing but their widths, which are units of hidden layers, filters of convolutions and rates
 * of dropout: a cohort pads them to the widest of each layer.
 *
 * <p>Where channels are divided into groups of convolutions, or a projection is there for no other reason than another
 * number of channels, padding would make another network of it: these are alike only if they are as wide.
 */
public final class Widths {

    private static final int REGISTER = 16;
    private static final int LANES = 8;
    private static final double MOST_FILLED = 1.6;

    /** A residual, and whether its input is projected. */
    private record Around(List<Object> layers, boolean projected) {
    }

    private Widths() {
    }

    /** What networks have in common that can be padded to one. */
    public static List<Object> without(Architecture network) {
        List<Layer> layers = network.layers();
        return isBound(layers, network.input()) ? exact(layers) : without(layers, network.input(), true);
    }

    /** What networks have in common that are as wide. */
    public static List<Object> exact(Architecture network) {
        return exact(network.layers());
    }

    private static List<Object> exact(List<Layer> layers) {
        return layers.stream().<Object>map(Widths::withoutRate).toList();
    }

    private static Layer withoutRate(Layer layer) {
        if (layer instanceof Layer.Residual residual) {
            return new Layer.Residual(residual.layers().stream().map(Widths::withoutRate).toList());
        }
        return layer instanceof Layer.Dropout ? new Layer.Dropout(0) : layer;
    }

    private static boolean isBound(List<Layer> layers, InputShape input) {
        InputShape before = input;
        List<InputShape> after = LayerShapes.of(input, layers).after();
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof Layer.Convolution convolution && convolution.groups() > 1) {
                return true;
            }
            if (layers.get(i) instanceof Layer.Residual residual
                    && (isBound(residual.layers(), before) || isOfChannelsAlone(before, after.get(i)))) {
                return true;
            }
            before = after.get(i);
        }
        return false;
    }

    private static boolean isOfChannelsAlone(InputShape before, InputShape after) {
        if (before instanceof InputShape.Image from && after instanceof InputShape.Image to) {
            return from.height() == to.height() && from.width() == to.width() && from.channels() != to.channels();
        }
        return !before.equals(after);
    }

    private static List<Object> without(List<Layer> layers, InputShape input, boolean outputs) {
        List<Object> left = new ArrayList<>();
        InputShape before = input;
        List<InputShape> after = LayerShapes.of(input, layers).after();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            if (layer instanceof Layer.Residual residual) {
                left.add(new Around(without(residual.layers(), before, false), !before.equals(after.get(i))));
            } else if (layer instanceof Layer.Dense && !(outputs && i == layers.size() - 1)) {
                left.add(new Layer.Dense(1));
            } else if (layer instanceof Layer.Convolution convolution) {
                left.add(withFilters(convolution, 1));
            } else if (layer instanceof Layer.Normalize normalize && normalize.by() instanceof GroupNorm) {
                left.add(new Layer.Normalize(new GroupNorm(1)));
            } else {
                left.add(withoutRate(layer));
            }
            before = after.get(i);
        }
        return left;
    }

    private static Layer withFilters(Layer.Convolution convolution, int filters) {
        return new Layer.Convolution(filters, convolution.kernel(), convolution.stride(), convolution.padding(),
                convolution.groups(), convolution.dilation());
    }

    /**
     * The network that two fit in, which is one of them where that is so. Where both have group normalizations of other
     * groups it has one group: groups are the members' own.
     *
     * @param one and {@code other} are the same {@linkplain #without but for widths}
     */
    public static Architecture widest(Architecture one, Architecture other) {
        List<Layer> widest = widest(one.layers(), other.layers());
        return widest.equals(one.layers()) ? one : new Architecture(one.input(), widest);
    }

    /**
     * A network that is trained alone, with filters that fill a processor's registers: where convolutions have fewer
     * than {@value #REGISTER} filters, up to as many as a multiple of {@value #LANES}, unless those are far more. So
     * LeNet with 6 filters takes 0.75 times as long with 8: pools go through an image channels by channels. The network
     * itself where that would make another of it, or would change how it is normalized.
     */
    public static Architecture filled(Architecture network) {
        if (isBound(network.layers(), network.input()) || mixesChannels(network.layers())) {
            return network;
        }
        List<Layer> filled = filled(network.layers());
        return filled.equals(network.layers()) ? network : new Architecture(network.input(), filled);
    }

    private static boolean mixesChannels(List<Layer> layers) {
        return layers.stream().anyMatch(layer ->
                layer instanceof Layer.Normalize normalize && normalize.by().statistics().isEmpty()
                || layer instanceof Layer.Residual residual && mixesChannels(residual.layers()));
    }

    private static List<Layer> filled(List<Layer> layers) {
        return layers.stream().map(layer -> {
            if (layer instanceof Layer.Residual residual) {
                return new Layer.Residual(filled(residual.layers()));
            }
            return layer instanceof Layer.Convolution convolution
                    ? withFilters(convolution, filled(convolution.filters())) : layer;
        }).toList();
    }

    private static int filled(int filters) {
        int filled = (filters + LANES - 1) / LANES * LANES;
        return filters < REGISTER && filled <= MOST_FILLED * filters ? filled : filters;
    }

    private static List<Layer> widest(List<Layer> one, List<Layer> other) {
        List<Layer> widest = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            widest.add(widest(one.get(i), other.get(i)));
        }
        return widest;
    }

    private static Layer widest(Layer one, Layer other) {
        if (one instanceof Layer.Residual residual) {
            return new Layer.Residual(widest(residual.layers(), ((Layer.Residual) other).layers()));
        } else if (one instanceof Layer.Dense dense) {
            return new Layer.Dense(Math.max(dense.units(), ((Layer.Dense) other).units()));
        } else if (one instanceof Layer.Convolution convolution) {
            return withFilters(convolution, Math.max(convolution.filters(), ((Layer.Convolution) other).filters()));
        } else if (one instanceof Layer.Normalize && !one.equals(other)) {
            return new Layer.Normalize(new GroupNorm(1));
        }
        return one;
    }
}

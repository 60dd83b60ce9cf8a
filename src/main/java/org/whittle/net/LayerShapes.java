package org.whittle.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What layers make of a shape, one after the other.
 *
 * @param after each of the layers
 */
public record LayerShapes(List<InputShape> after) {

    public LayerShapes {
        after = List.copyOf(after);
    }

    /**
     * The shape after each layer.
     *
     * @throws IllegalArgumentException if a layer does not fit behind those before it: a sentence that names the layer,
     *     counted from 1 (within a residual for instance 3.1), the shape that it is given, and what to change
     */
    public static LayerShapes of(InputShape input, List<Layer> layers) {
        return of(input, layers, "");
    }

    private static LayerShapes of(InputShape input, List<Layer> layers, String within) {
        List<InputShape> after = new ArrayList<>();
        InputShape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            shape = next(shape, layers.get(i), within + (i + 1));
            after.add(shape);
        }
        return new LayerShapes(after);
    }

    /** The last one. */
    public InputShape last() {
        return after.get(after.size() - 1);
    }

    /** What leads around layers that turn one shape into another; nothing where they do not change it. */
    public static Optional<Layer> projection(InputShape from, InputShape to) {
        if (from.equals(to)) {
            return Optional.empty();
        }
        if (from instanceof InputShape.Image image && to instanceof InputShape.Image smaller) {
            int stride = (image.height() + smaller.height() - 1) / smaller.height();
            return Optional.of(new Layer.Convolution(smaller.channels(), 1, stride, Padding.VALID, 1, 1));
        }
        return Optional.of(new Layer.Dense(to.features()));
    }

    /** The shape after a layer; {@code place} is its number. */
    private static InputShape next(InputShape shape, Layer layer, String place) {
        if (layer instanceof Layer.Dense dense) {
            if (shape instanceof InputShape.Image) {
                throw misfit(place, layer, shape, "A linear map is given a vector: put a global pool or a flatten "
                        + "before it");
            }
            return new InputShape.Vector(dense.units());
        }
        if (layer instanceof Layer.Normalize normalize) {
            Optional<String> misfit = normalize.by().misfit(channels(shape));
            if (misfit.isPresent()) {
                throw misfit(place, layer, shape, misfit.get());
            }
            return shape;
        }
        if (layer instanceof Layer.Activate || layer instanceof Layer.Dropout) {
            return shape;
        }
        if (layer instanceof Layer.Residual residual) {
            return residual(shape, residual, place);
        }
        if (layer instanceof Layer.Brought brought) {
            return new InputShape.Vector(brought.network().outputs());
        }
        if (!(shape instanceof InputShape.Image image)) {
            throw misfit(place, layer, shape, layer instanceof Layer.Flatten || layer instanceof Layer.GlobalPool
                    ? "It is a vector already: leave this layer out"
                    : "It needs an image: put it before the layer that makes a vector of it");
        }
        if (layer instanceof Layer.Convolution convolution) {
            return convolution(image, convolution, place);
        }
        if (layer instanceof Layer.Pool pool) {
            if (pool.size() > image.height() || pool.size() > image.width()) {
                throw misfit(place, layer, shape, "Nothing would be left of it: lower its size, pool less often, or "
                        + "take larger images");
            }
            return new InputShape.Image((image.height() - pool.size()) / pool.stride() + 1,
                    (image.width() - pool.size()) / pool.stride() + 1, image.channels());
        }
        return new InputShape.Vector(layer instanceof Layer.GlobalPool ? image.channels() : image.features());
    }

    private static InputShape convolution(InputShape.Image image, Layer.Convolution convolution, String place) {
        if (image.channels() % convolution.groups() != 0) {
            throw misfit(place, convolution, image, ("Its %d channels are not divisible by %d groups: lower groups, or "
                    + "give the layer before a multiple of them as filters").formatted(image.channels(),
                    convolution.groups()));
        }
        int stride = convolution.stride();
        int height = image.height() - 1;
        int width = image.width() - 1;
        if (convolution.padding() == Padding.VALID) {
            if (convolution.extent() > image.height() || convolution.extent() > image.width()) {
                throw misfit(place, convolution, image, ("Its kernel stretches over %d pixels, and nothing would be "
                        + "left: lower its kernel or dilation, or pad it (same)").formatted(convolution.extent()));
            }
            height -= (int) convolution.extent() - 1;
            width -= (int) convolution.extent() - 1;
        }
        try {
            return new InputShape.Image(height / stride + 1, width / stride + 1, convolution.filters());
        } catch (IllegalArgumentException e) {
            throw misfit(place, convolution, image, "It gives too much: lower its filters", e);
        }
    }

    private static InputShape residual(InputShape shape, Layer.Residual residual, String place) {
        InputShape inner = of(shape, residual.layers(), place + ".").last();
        if (shape instanceof InputShape.Image && !(inner instanceof InputShape.Image)) {
            throw misfit(place, residual, shape, "The layers that a residual leads around give an image again: put "
                    + "what makes a vector of it behind the residual");
        }
        Optional<Layer> projection = projection(shape, inner);
        if (projection.isPresent() && !next(shape, projection.get(), place).equals(inner)) {
            throw misfit(place, residual, shape, ("Its layers give %s, which no stride of a convolution with kernel 1 "
                    + "gives: pad its convolutions (same), and let strides divide the image").formatted(inner.text()));
        }
        return inner;
    }

    /** What a normalization is of: channels of an image, or numbers of a vector. */
    public static int channels(InputShape shape) {
        return shape instanceof InputShape.Image image ? image.channels() : shape.features();
    }

    /** What a layer is called in a message. */
    public static String name(Layer layer) {
        if (layer instanceof Layer.Dense dense) {
            return "a linear map to " + dense.units();
        } else if (layer instanceof Layer.Normalize normalize) {
            return "a " + normalize.by().key() + " normalization";
        } else if (layer instanceof Layer.Convolution convolution) {
            return "a convolution with %d filters, kernel %d, stride %d, padding %s".formatted(convolution.filters(),
                    convolution.kernel(), convolution.stride(),
                    convolution.padding().name().toLowerCase(Locale.ROOT));
        } else if (layer instanceof Layer.Pool pool) {
            return "a pool of %d x %d, stride %d".formatted(pool.size(), pool.size(), pool.stride());
        } else if (layer instanceof Layer.GlobalPool) {
            return "a global pool";
        } else if (layer instanceof Layer.Activate activate) {
            return activate.function().key();
        } else if (layer instanceof Layer.Dropout dropout) {
            return "dropout of " + dropout.rate();
        } else if (layer instanceof Layer.Brought brought) {
            return "a network that " + brought.network().name() + " is";
        }
        return layer instanceof Layer.Flatten ? "a flatten" : "a residual";
    }

    private static IllegalArgumentException misfit(String place, Layer layer, InputShape shape, String why) {
        return misfit(place, layer, shape, why, null);
    }

    private static IllegalArgumentException misfit(
            String place, Layer layer, InputShape shape, String why, Throwable cause) {
        return new IllegalArgumentException(
                "Layer %s, %s, does not fit behind %s. %s.".formatted(place, name(layer), shape.text(), why), cause);
    }
}

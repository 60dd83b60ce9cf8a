package org.whittle.net.kind;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.whittle.net.Convolutional;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.Padding;
import org.whittle.net.Pooling;
import org.whittle.net.Training;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.Normalizations;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * What a layer of {@code network.graph} can be, and what can be said of it. The values of each are {@linkplain Setting
 * settings} of the layer: their domains, defaults and meanings are said here, once.
 */
public enum LayerForm {

    /** A convolution of an image. */
    CONV("a convolution of an image", Set.of("filters"), LayerForm::convolution,
            Setting.whole("filters", 1, 1 << 14, 1, "Filters"),
            Setting.whole("kernel", 1, 63, 3, "Height and width of a filter, in pixels"),
            Setting.whole("stride", 1, 63, 1, "Pixels from one place of a filter to the next"),
            Setting.choice("padding", List.of("same", "valid"), "same", "Whether edges are padded with zeros"),
            Setting.whole("groups", 1, 1 << 14, 1, "Groups of channels with filters of their own"),
            Setting.whole("dilation", 1, 63, 1, "Pixels from one element of a filter to the next")),

    /** A normalization of units or channels. */
    NORMALIZATION("a normalization of units, or of an image's channels", Set.of("by"), LayerForm::normalization,
            Setting.choice("by", Normalizations.keys(), Normalizations.NONE, "Normalization"),
            Setting.whole("groups", 0, 1 << 14, 0, "Groups of channels, with by = group; 0: 8, or the most fewer ones "
                    + "that divide the channels")),

    /** A function of each number alone. */
    ACTIVATION("a function of each number", Set.of("by"),
            (values, before) -> List.of(new Layer.Activate(Activations.ofKey((String) values.all().get("by")))),
            Setting.choice("by", Option.keys(Activations.ALL), Activations.SETTING.standard(), "Activation function")),

    /** One number of each square of pixels. */
    POOL("a pool of an image's pixels", Set.of(), LayerForm::pool,
            Setting.choice("kind", List.of("max", "average", Convolutional.STRIDE), "max",
                    "What is made of a square of pixels; stride: its first pixel"),
            Setting.whole("size", 1, 1 << 14, 2, "Height and width of a square, in pixels"),
            Setting.whole("stride", 0, 1 << 14, 0, "Pixels from one square to the next; 0: the size")),

    /** x + layers(x). */
    RESIDUAL("layers whose result is added to what they are given", Set.of(), (values, before) -> List.of()),

    /** Layers several times. */
    REPEAT("layers, several times", Set.of("times"), (values, before) -> List.of(),
            Setting.whole("times", 0, 1000, 1, "How often the layers are there")),

    /** One number of each channel. */
    GLOBAL_POOL("one number of each channel of an image", Set.of("by"),
            (values, before) -> List.of(new Layer.GlobalPool(pooling((String) values.all().get("by")))),
            Setting.choice("by", List.of("max", "average"), "average", "What is made of a channel's pixels")),

    /** An image as the vector of its numbers. */
    FLATTEN("an image as its numbers one after the other", Set.of(), (values, before) -> List.of(new Layer.Flatten())),

    /** A linear map. */
    DENSE("units that each see all numbers", Set.of("units"),
            (values, before) -> List.of(new Layer.Dense((Integer) values.all().get("units"))),
            Setting.whole("units", 1, 1 << 20, 1, "Units")),

    /** Numbers left out in training. */
    DROPOUT("numbers left out in training", Set.of("rate"),
            (values, before) -> List.of(new Layer.Dropout((Double) values.all().get("rate"))),
            Setting.real("rate", 0, 0.99, 0.0, Training.DROPOUT.meaning()));

    private final String meaning;
    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> required;
    @SuppressWarnings("ImmutableEnumChecker") // functions of what they are given
    private final BiFunction<Values, InputShape, List<Layer>> builder;
    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Setting<?>> settings;

    LayerForm(
            String meaning,
            Set<String> required,
            BiFunction<Values, InputShape, List<Layer>> builder,
            Setting<?>... settings) {
        this.meaning = meaning;
        this.required = required;
        this.builder = builder;
        this.settings = List.of(settings);
    }

    /** Its name in study files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** What can be said of it. */
    public List<Setting<?>> settings() {
        return settings;
    }

    /** Whether a value has to be said. */
    public boolean requires(Setting<?> setting) {
        return required.contains(setting.key());
    }

    /** The one value that stands alone behind the name, as in {@code dropout = 0.1}. */
    public Optional<Setting<?>> single() {
        return this == NORMALIZATION || settings.size() == 1 && this != REPEAT
                ? Optional.of(settings.get(0)) : Optional.empty();
    }

    /** Whether it holds other layers. */
    public boolean holdsLayers() {
        return this == RESIDUAL || this == REPEAT;
    }

    /** The names of all. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(LayerForm::key).toList();
    }

    /** The one of that name. */
    public static Optional<LayerForm> ofKey(String key) {
        return Stream.of(values()).filter(form -> form.key().equals(key)).findFirst();
    }

    /**
     * The layers of one that holds no others; at most one.
     *
     * @param values of all its settings
     * @param before what it is given
     * @throws IllegalArgumentException if the values do not go together
     */
    List<Layer> layers(Values values, InputShape before) {
        return builder.apply(values, before);
    }

    private static List<Layer> normalization(Values values, InputShape before) {
        int groups = (Integer) values.all().get("groups");
        return Normalizations.named((String) values.all().get("by"))
                .map(by -> groups > 0 && by instanceof GroupNorm ? new GroupNorm(groups)
                        : Normalizations.ofKey(by.key(), LayerShapes.channels(before)))
                .<Layer>map(Layer.Normalize::new).stream().toList();
    }

    private static List<Layer> convolution(Values values, InputShape before) {
        var all = values.all();
        return List.of(new Layer.Convolution((Integer) all.get("filters"), (Integer) all.get("kernel"),
                (Integer) all.get("stride"), all.get("padding").equals("same") ? Padding.SAME : Padding.VALID,
                (Integer) all.get("groups"), (Integer) all.get("dilation")));
    }

    private static List<Layer> pool(Values values, InputShape before) {
        String kind = (String) values.all().get("kind");
        int size = (Integer) values.all().get("size");
        int stride = (Integer) values.all().get("stride");
        return List.of(kind.equals(Convolutional.STRIDE)
                ? new Layer.Pool(Pooling.MAX, 1, stride == 0 ? size : stride)
                : new Layer.Pool(pooling(kind), size, stride == 0 ? size : stride));
    }

    private static Pooling pooling(String key) {
        return key.equals("max") ? Pooling.MAX : Pooling.AVERAGE;
    }
}

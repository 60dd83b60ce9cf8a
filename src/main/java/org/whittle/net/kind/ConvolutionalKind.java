package org.whittle.net.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.whittle.net.Architecture;
import org.whittle.net.Convolutional;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.Padding;
import org.whittle.net.Pooling;
import org.whittle.net.Training;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.Normalization;
import org.whittle.net.normalization.Normalizations;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;

/**
 * Convolutional networks that need no more said than their sizes.
 *
 * <pre>
 *   conv-layers times   convolution of kernel-size, padded; its filters grow by filter-growth
 *                       normalization, activation
 *                  if residual: x + (convolution, normalization, activation, convolution, normalization)(x), activation
 *                       pool of 2 x 2, unless convolutions have stride 2; as long as two rows and columns are left
 *   then                all numbers one after the other; of more than {@value #MOST_FLAT}, the mean of each channel
 *   dense-layers times  linear map to units, activation, dropout
 *   outputs
 * </pre>
 *
 * <p>Without dense layers, dropout comes before the outputs.
 */
public record ConvolutionalKind() implements NetworkKind {

    /** Numbers that a dense layer is given at most. */
    static final int MOST_FLAT = 16_384;
    private static final int MOST_FILTERS = 1 << 14;

    @Override
    public String key() {
        return "convolutional";
    }

    @Override
    public String describe() {
        return "conv-layers convolutions with normalization if there is any, activation and pooling as long as pixels "
                + "are left, then dense-layers hidden layers of units.";
    }

    @Override
    public SortedSet<String> reads() {
        SortedSet<String> names = new TreeSet<>();
        for (Setting<?> setting : List.of(Convolutional.CONV_LAYERS, Convolutional.FILTERS,
                Convolutional.FILTER_GROWTH, Convolutional.KERNEL_SIZE, Convolutional.POOLING, Convolutional.RESIDUAL,
                Convolutional.DENSE_LAYERS, Training.UNITS, Training.DROPOUT, Activations.SETTING,
                Normalizations.SETTING, BatchNorm.SETTING)) {
            names.add(setting.key());
        }
        return names;
    }

    @Override
    public SortedMap<String, Setting<Integer>> perLayer() {
        SortedMap<String, Setting<Integer>> counts = new TreeMap<>();
        counts.put(Convolutional.FILTERS.key(), Convolutional.CONV_LAYERS);
        counts.put(Convolutional.KERNEL_SIZE.key(), Convolutional.CONV_LAYERS);
        counts.put(Training.UNITS.key(), Convolutional.DENSE_LAYERS);
        return counts;
    }

    @Override
    public List<Dimension> usual(UsualSpace space) {
        return switch (space) {
            case NONE -> List.of();
            case SMALL -> List.of(
                    whole(Convolutional.CONV_LAYERS, 1, 3, Scale.LINEAR),
                    whole(Convolutional.FILTERS, 16, 64, Scale.LOG),
                    oneOf(Convolutional.KERNEL_SIZE, 3, 5),
                    oneOf(Convolutional.POOLING, "max", "average"),
                    whole(Training.UNITS, 32, 128, Scale.LOG),
                    real(Training.DROPOUT, 0, 0.5, Scale.LINEAR),
                    real(Optimizer.LEARNING_RATE, 3e-4, 1e-2, Scale.LOG));
            case WIDE -> List.of(
                    whole(Convolutional.CONV_LAYERS, 1, 4, Scale.LINEAR),
                    whole(Convolutional.FILTERS, 8, 128, Scale.LOG),
                    above(Convolutional.CONV_LAYERS, 1, real(Convolutional.FILTER_GROWTH, 1, 2, Scale.LINEAR)),
                    oneOf(Convolutional.KERNEL_SIZE, 3, 5, 7),
                    oneOf(Convolutional.POOLING, "max", "average", Convolutional.STRIDE),
                    oneOf(Normalizations.SETTING, Normalizations.NONE, "batch", "group"),
                    oneOf(Convolutional.RESIDUAL, false, true),
                    whole(Convolutional.DENSE_LAYERS, 0, 2, Scale.LINEAR),
                    above(Convolutional.DENSE_LAYERS, 0, whole(Training.UNITS, 16, 256, Scale.LOG)),
                    real(Training.DROPOUT, 0, 0.5, Scale.LINEAR),
                    real(Optimizer.LEARNING_RATE, 1e-4, 3e-2, Scale.LOG),
                    oneOf(Optimizer.WEIGHT_DECAY, 0.0, 1e-5, 1e-4, 1e-3));
        };
    }

    static Dimension whole(Setting<Integer> setting, int low, int high, Scale scale) {
        return Dimension.always(new IntegerParameter(setting.key(), low, high, scale, 1));
    }

    static Dimension oneOf(Setting<?> setting, Object... values) {
        return Dimension.always(new ChoiceParameter(setting.key(), List.of(values)));
    }

    /** A dimension that makes a difference only where there are so many layers. */
    private static Dimension above(Setting<Integer> layers, int count, Dimension dimension) {
        return Dimension.when(dimension.parameter(), new Expression.Comparison(
                new Expression.Reference(layers.key()), ">", new Expression.Literal(count)));
    }

    static Dimension real(Setting<Double> setting, double low, double high, Scale scale) {
        return Dimension.always(new RealParameter(setting.key(), low, high, scale, OptionalDouble.empty()));
    }

    /** @throws MisfitException if a row is no image */
    @Override
    public Architecture network(Values values, InputShape input, int outputs) {
        if (!(input instanceof InputShape.Image image)) {
            throw new MisfitException("network.kind", "convolutions need images, and rows are %s numbers in no order"
                    .formatted(input.text()), "say what images they are, such as data.image.shape = [28, 28, 1]",
                    List.of());
        }
        List<Layer> layers = new ArrayList<>();
        convolutions(values, image, layers);
        InputShape last = LayerShapes.of(input, layers).last();
        layers.add(last.features() <= MOST_FLAT ? new Layer.Flatten() : new Layer.GlobalPool(Pooling.AVERAGE));
        Layer activate = new Layer.Activate(Activations.ofKey(values.of(Activations.SETTING)));
        Layer dropout = new Layer.Dropout(values.of(Training.DROPOUT));
        int hidden = values.of(Convolutional.DENSE_LAYERS);
        for (int layer = 1; layer <= hidden; layer++) {
            layers.addAll(List.of(new Layer.Dense(own(values, Training.UNITS, layer)), activate, dropout));
        }
        if (hidden == 0) {
            layers.add(dropout);
        }
        layers.add(new Layer.Dense(outputs));
        return new Architecture(input, layers);
    }

    private static void convolutions(Values values, InputShape.Image image, List<Layer> layers) {
        Activation activation = Activations.ofKey(values.of(Activations.SETTING));
        Optional<Normalization> all = Normalizations.of(values);
        String pooling = values.of(Convolutional.POOLING);
        int left = Math.min(image.height(), image.width());
        for (int layer = 1; layer <= values.of(Convolutional.CONV_LAYERS); layer++) {
            int filters = filters(values, layer);
            Optional<Normalization> normalization = all.map(by -> Normalizations.ofKey(by.key(), filters));
            int kernel = own(values, Convolutional.KERNEL_SIZE, layer);
            boolean halves = left >= 2;
            boolean strides = pooling.equals(Convolutional.STRIDE);
            layers.add(convolution(filters, kernel, halves && strides ? 2 : 1));
            normalization.ifPresent(by -> layers.add(new Layer.Normalize(by)));
            layers.add(new Layer.Activate(activation));
            if (values.of(Convolutional.RESIDUAL)) {
                layers.add(residual(filters, kernel, normalization, activation));
                layers.add(new Layer.Activate(activation));
            }
            if (halves && !strides) {
                layers.add(new Layer.Pool(pooling.equals("max") ? Pooling.MAX : Pooling.AVERAGE, 2, 2));
            }
            left = halves ? strides ? (left + 1) / 2 : left / 2 : left;
        }
    }

    private static Layer residual(
            int filters, int kernel, Optional<Normalization> normalization, Activation activation) {
        List<Layer> inner = new ArrayList<>();
        inner.add(convolution(filters, kernel, 1));
        normalization.ifPresent(by -> inner.add(new Layer.Normalize(by)));
        inner.add(new Layer.Activate(activation));
        inner.add(convolution(filters, kernel, 1));
        normalization.ifPresent(by -> inner.add(new Layer.Normalize(by)));
        return new Layer.Residual(inner);
    }

    private static Layer convolution(int filters, int kernel, int stride) {
        return new Layer.Convolution(filters, kernel, stride, Padding.SAME, 1, 1);
    }

    private static int filters(Values values, int layer) {
        if (values.has(Convolutional.FILTERS.key() + "." + layer)) {
            return own(values, Convolutional.FILTERS, layer);
        }
        double grown = values.of(Convolutional.FILTERS)
                * StrictMath.pow(values.of(Convolutional.FILTER_GROWTH), layer - 1.0);
        return (int) Math.max(1, Math.min(MOST_FILTERS, Math.round(grown)));
    }

    /** A layer's own value if it has one, else that of all. */
    static int own(Values values, Setting<Integer> setting, int layer) {
        String own = setting.key() + "." + layer;
        return values.of(values.has(own) ? own : setting.key(), setting);
    }
}

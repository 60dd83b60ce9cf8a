package org.whittle.net.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Mlp;
import org.whittle.net.Training;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.Normalization;
import org.whittle.net.normalization.Normalizations;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Dimension;
import org.whittle.space.Scale;

/** Multilayer perceptrons: hidden layers of {@code units} each, whatever a row's numbers mean. */
public record MlpKind() implements NetworkKind {

    @Override
    public String key() {
        return "mlp";
    }

    @Override
    public String describe() {
        return "Hidden layers of units, each with normalization if there is any, activation and dropout.";
    }

    @Override
    public Architecture network(Values values, InputShape input, int outputs) {
        Optional<Normalization> normalization = Normalizations.of(values);
        boolean batch = normalization.filter(BatchNorm.class::isInstance).isPresent();
        Mlp plain = new Mlp(input.features(), units(values), outputs,
                Activations.ofKey(values.of(Activations.SETTING)), values.of(Training.DROPOUT), batch);
        return batch || normalization.isEmpty()
                ? plain.architecture()
                : normalized(plain, normalization.get());
    }

    /** The same with a normalization before each activation. */
    private static Architecture normalized(Mlp plain, Normalization by) {
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : plain.architecture().layers()) {
            if (layer instanceof Layer.Activate) {
                int units = ((Layer.Dense) layers.get(layers.size() - 1)).units();
                layers.add(new Layer.Normalize(Normalizations.ofKey(by.key(), units)));
            }
            layers.add(layer);
        }
        return new Architecture(plain.architecture().input(), layers);
    }

    @Override
    public SortedSet<String> reads() {
        return new TreeSet<>(List.of(Training.LAYERS.key(), Training.UNITS.key(), Training.DROPOUT.key(),
                Activations.SETTING.key(), Normalizations.SETTING.key(), BatchNorm.SETTING.key()));
    }

    @Override
    public SortedMap<String, Setting<Integer>> perLayer() {
        SortedMap<String, Setting<Integer>> counts = new TreeMap<>();
        counts.put(Training.UNITS.key(), Training.LAYERS);
        return counts;
    }

    @Override
    public List<Dimension> usual(UsualSpace space) {
        return switch (space) {
            case NONE -> List.of();
            case SMALL -> List.of(
                    ConvolutionalKind.whole(Training.LAYERS, 1, 3, Scale.LINEAR),
                    ConvolutionalKind.whole(Training.UNITS, 16, 128, Scale.LOG),
                    ConvolutionalKind.real(Training.DROPOUT, 0, 0.5, Scale.LINEAR),
                    ConvolutionalKind.real(Optimizer.LEARNING_RATE, 3e-4, 1e-2, Scale.LOG));
            case WIDE -> List.of(
                    ConvolutionalKind.whole(Training.LAYERS, 1, 4, Scale.LINEAR),
                    ConvolutionalKind.whole(Training.UNITS, 16, 256, Scale.LOG),
                    ConvolutionalKind.oneOf(Activations.SETTING, "relu", "gelu", "tanh"),
                    ConvolutionalKind.real(Training.DROPOUT, 0, 0.5, Scale.LINEAR),
                    ConvolutionalKind.real(Optimizer.LEARNING_RATE, 1e-4, 3e-2, Scale.LOG),
                    ConvolutionalKind.oneOf(Optimizer.WEIGHT_DECAY, 0.0, 1e-5, 1e-4, 1e-3));
        };
    }

    /** Units of each hidden layer, from the input on: a layer's own if it has any, else those of all. */
    private static List<Integer> units(Values values) {
        List<Integer> units = new ArrayList<>();
        for (int layer = 1; layer <= values.of(Training.LAYERS); layer++) {
            units.add(ConvolutionalKind.own(values, Training.UNITS, layer));
        }
        return units;
    }
}

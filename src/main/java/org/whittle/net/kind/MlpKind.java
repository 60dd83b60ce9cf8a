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
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.Scale;

/** Multilayer perceptrons: hidden layers of {@code units} each, whatever a row's numbers mean. */
public record MlpKind() implements NetworkKind {

    @Override
    public String key() {
        return "mlp";
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
                layers.add(new Layer.Normalize(by));
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
    public List<Parameter<?>> usual(UsualSpace space) {
        return switch (space) {
            case NONE -> List.of();
            case SMALL -> List.of(
                    new IntegerParameter(Training.LAYERS.key(), 1, 3, Scale.LINEAR, 1),
                    new IntegerParameter(Training.UNITS.key(), 16, 128, Scale.LOG, 1),
                    ConvolutionalKind.real(Training.DROPOUT, 0, 0.5, Scale.LINEAR),
                    ConvolutionalKind.real(Optimizer.LEARNING_RATE, 3e-4, 1e-2, Scale.LOG));
            case WIDE -> List.of(
                    new IntegerParameter(Training.LAYERS.key(), 1, 4, Scale.LINEAR, 1),
                    new IntegerParameter(Training.UNITS.key(), 16, 256, Scale.LOG, 1),
                    new ChoiceParameter(Activations.SETTING.key(), List.of("relu", "gelu", "tanh")),
                    ConvolutionalKind.real(Training.DROPOUT, 0, 0.5, Scale.LINEAR),
                    ConvolutionalKind.real(Optimizer.LEARNING_RATE, 1e-4, 3e-2, Scale.LOG),
                    ConvolutionalKind.real(Optimizer.WEIGHT_DECAY, 1e-6, 1e-2, Scale.LOG));
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

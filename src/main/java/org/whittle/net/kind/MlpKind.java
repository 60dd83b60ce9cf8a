package org.whittle.net.kind;

import java.util.ArrayList;
import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Mlp;
import org.whittle.net.Training;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.setting.Values;

/** Multilayer perceptrons: hidden layers of {@code units} each, whatever a row's numbers mean. */
public record MlpKind() implements NetworkKind {

    @Override
    public String key() {
        return "mlp";
    }

    @Override
    public Architecture network(Values values, InputShape input, int outputs) {
        return new Mlp(input.features(), units(values), outputs, Activations.ofKey(values.of(Activations.SETTING)),
                values.of(Training.DROPOUT), values.of(BatchNorm.SETTING)).architecture();
    }

    /** Units of each hidden layer, from the input on: a layer's own if it has any, else those of all. */
    private static List<Integer> units(Values values) {
        List<Integer> units = new ArrayList<>();
        for (int layer = 1; layer <= values.of(Training.LAYERS); layer++) {
            String own = Training.PER_LAYER_UNITS + layer;
            units.add(values.of(values.has(own) ? own : Training.UNITS.key(), Training.UNITS));
        }
        return units;
    }
}

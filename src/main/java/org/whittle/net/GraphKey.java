package org.whittle.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.whittle.net.loss.Losses;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * What trials must have in common to be trained as one graph: the same key for whoever plans cohorts and whoever trains
 * them.
 *
 * @param shared values of the settings in which members of a cohort {@linkplain Setting#perMember cannot differ}
 * @param exactUnits the units of each layer, if they must not be padded, because the {@linkplain
 *     org.whittle.net.optimizer.Optimizer#keepsZeros optimizer} would fill the padding
 */
public record GraphKey(List<Object> shared, Optional<List<Integer>> exactUnits) {

    public GraphKey {
        shared = List.copyOf(shared);
        exactUnits = exactUnits.map(List::copyOf);
    }

    /** @param classification whether labels are classes, which decides what {@code loss = auto} is */
    public static GraphKey of(Values values, boolean classification) {
        List<Object> shared = new ArrayList<>();
        for (Setting<?> setting : Training.settings()) {
            if (setting.equals(Losses.SETTING)) {
                shared.add(Losses.resolve(values.of(Losses.SETTING), classification));
            } else if (!setting.perMember()) {
                shared.add(values.of(setting));
            }
        }
        boolean pads = Optimizers.ofKey(values.of(Optimizers.SETTING)).keepsZeros(values);
        return new GraphKey(shared, pads ? Optional.empty() : Optional.of(units(values)));
    }

    /** Units of each hidden layer, from the input on: a layer's own if it has any, else those of all. */
    public static List<Integer> units(Values values) {
        List<Integer> units = new ArrayList<>();
        for (int layer = 1; layer <= values.of(Training.LAYERS); layer++) {
            String own = Training.PER_LAYER_UNITS + layer;
            units.add(values.of(values.has(own) ? own : Training.UNITS.key(), Training.UNITS));
        }
        return units;
    }
}

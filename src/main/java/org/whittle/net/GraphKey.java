package org.whittle.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.whittle.net.loss.Losses;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.Normalizations;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * What trials must have in common to be trained as one graph: the same key for whoever plans cohorts and whoever trains
 * them.
 *
 * @param shared values of the settings in which members of a cohort {@linkplain Setting#perMember cannot differ}
 * @param exactUnits the units of each layer of a perceptron, if they must not be padded, because the {@linkplain
 *     org.whittle.net.optimizer.Optimizer#keepsZeros optimizer} would fill the padding
 * @param layers of a network that is no perceptron, with no rate of dropout, and {@linkplain Widths without widths}
 *     unless they must not be padded; empty for a perceptron, whose members may differ in depth, width and activation
 */
public record GraphKey(List<Object> shared, Optional<List<Integer>> exactUnits, List<Object> layers) {

    public GraphKey {
        shared = List.copyOf(shared);
        exactUnits = exactUnits.map(List::copyOf);
        layers = List.copyOf(layers);
    }

    /** @param classification whether labels are classes, which decides what {@code loss = auto} is */
    public static GraphKey of(Architecture network, Values values, boolean classification) {
        List<Object> shared = new ArrayList<>();
        for (Setting<?> setting : Training.settings()) {
            if (setting.equals(Normalizations.SETTING)) {
                // Two names of one thing: together they are what the other of them adds.
                continue;
            }
            if (setting.equals(Losses.SETTING)) {
                shared.add(Losses.resolve(values.of(Losses.SETTING), classification));
            } else if (setting.equals(BatchNorm.SETTING)) {
                shared.add(Normalizations.of(values));
            } else if (!setting.perMember()) {
                shared.add(values.of(setting));
            }
        }
        Optional<Mlp> perceptron = Mlp.in(network);
        boolean pads = Optimizers.ofKey(values.of(Optimizers.SETTING)).keepsZeros(values);
        return new GraphKey(shared, perceptron.filter(mlp -> !pads).map(Mlp::units),
                perceptron.isPresent() ? List.of() : pads ? Widths.without(network) : Widths.exact(network));
    }
}

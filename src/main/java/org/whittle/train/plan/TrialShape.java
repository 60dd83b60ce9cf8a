package org.whittle.train.plan;

import java.util.List;
import java.util.Optional;
import org.whittle.net.Architecture;
import org.whittle.net.GraphKey;
import org.whittle.net.Mlp;
import org.whittle.net.Training;
import org.whittle.net.activation.Activations;
import org.whittle.net.setting.Values;

/**
 * What the cost of training a configuration hangs on.
 *
 * @param graph what all members of a graph must share
 * @param units of each hidden layer of a perceptron
 * @param layered a network that is no perceptron
 * @param size by which trials stand beside those that are as wide: units of the widest layer, or products a row
 */
record TrialShape(GraphKey graph, int batchSize, String activation, List<Integer> units,
                  Optional<Architecture> layered, double size) {

    TrialShape {
        units = List.copyOf(units);
    }

    /**
     * @param network of the trial
     * @param values of all settings
     * @param classification whether labels are classes
     */
    static TrialShape of(Architecture network, Values values, boolean classification) {
        Optional<Mlp> perceptron = Mlp.in(network);
        List<Integer> units = perceptron.map(Mlp::units).orElse(List.of());
        return new TrialShape(GraphKey.of(network, values, classification), values.of(Training.BATCH_SIZE),
                values.of(Activations.SETTING), units, perceptron.isPresent() ? Optional.empty() : Optional.of(network),
                perceptron.isPresent() ? units.stream().mapToInt(Integer::intValue).max().orElse(0)
                        : LayerWork.of(network).products());
    }
}

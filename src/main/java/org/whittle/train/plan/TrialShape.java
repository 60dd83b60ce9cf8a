package org.whittle.train.plan;

import java.util.List;
import java.util.SortedMap;
import org.whittle.net.GraphKey;
import org.whittle.net.Training;
import org.whittle.net.activation.Activations;
import org.whittle.net.setting.Values;
import org.whittle.space.Configuration;

/**
 * What the cost of training a configuration hangs on.
 *
 * @param graph what all members of a graph must share
 * @param units of each hidden layer
 */
record TrialShape(GraphKey graph, int batchSize, String activation, List<Integer> units) {

    TrialShape {
        units = List.copyOf(units);
    }

    /**
     * @param training value of every setting that the configuration does not set
     * @param classification whether labels are classes
     */
    static TrialShape of(SortedMap<String, Object> training, Configuration configuration, boolean classification) {
        Values values = Values.of(training, configuration);
        return new TrialShape(GraphKey.of(values, classification), values.of(Training.BATCH_SIZE),
                values.of(Activations.SETTING), GraphKey.units(values));
    }

    int widest() {
        return units.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}

package org.whittle.train.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.whittle.net.Hyperparameter;
import org.whittle.space.Configuration;

/**
 * What the cost of training a configuration hangs on.
 *
 * @param units of each hidden layer
 */
record TrialShape(int batchSize, boolean batchNormalization, String loss, String activation, List<Integer> units) {

    TrialShape {
        units = List.copyOf(units);
    }

    /**
     * @param training value of every hyperparameter that the configuration does not set
     */
    static TrialShape of(SortedMap<String, Object> training, Configuration configuration) {
        Values values = new Values(training, configuration);
        int layers = values.number(Hyperparameter.LAYERS.key());
        List<Integer> units = new ArrayList<>();
        for (int layer = 1; layer <= layers; layer++) {
            String own = Hyperparameter.PER_LAYER_UNITS + layer;
            units.add(values.number(values.has(own) ? own : Hyperparameter.UNITS.key()));
        }
        return new TrialShape(values.number(Hyperparameter.BATCH_SIZE.key()),
                Boolean.TRUE.equals(values.of(Hyperparameter.BATCH_NORMALIZATION.key())),
                String.valueOf(values.of(Hyperparameter.LOSS.key())),
                String.valueOf(values.of(Hyperparameter.ACTIVATION.key())), units);
    }

    /** What all members of a graph must share. */
    List<Object> graph() {
        return List.of(batchSize, batchNormalization, loss);
    }

    int widest() {
        return units.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private record Values(SortedMap<String, Object> training, Configuration configuration) {

        Object of(String key) {
            return configuration.value(key).orElse(training.get(key));
        }

        boolean has(String key) {
            return of(key) != null;
        }

        int number(String key) {
            if (of(key) instanceof Integer number) {
                return number;
            }
            throw new IllegalArgumentException("Training needs a whole number %s, not %s".formatted(key, of(key)));
        }
    }
}

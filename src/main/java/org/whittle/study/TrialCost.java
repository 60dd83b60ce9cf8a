package org.whittle.study;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.space.Configuration;
import org.whittle.trial.Hyperparameter;

/**
 * Estimates what training a configuration costs, from nothing but the study.
 *
 * <pre>
 *   seconds an epoch = steps × (S + L × (layers + 1)) + rows × 6 × weights / F
 *   steps            = ⌈rows / batch size⌉
 *   weights          = Σ over linear layers of inputs × outputs
 * </pre>
 *
 * <p>A step has a fixed price, S, and one for each linear layer, L, whatever its size: calls into the engine. A weight
 * costs two floating-point operations a row on the way forward and four on the way back; F of them are done in a second.
 * S, L and F were measured on one core of a server (64 → 32 → 16 → 10 at batch 32: 72,000 rows/s; 64 → 256 → 128 → 10:
 * 48,000 rows/s; Adam). They decide the order in which work is started, so only their proportions matter.
 *
 * @param training value of every hyperparameter that a configuration does not set
 * @param width features a row
 * @param outputs of the network
 * @param rows to train on
 */
public record TrialCost(SortedMap<String, Object> training, int width, int outputs, int rows) implements Serializable {

    private static final double SECONDS_A_STEP = 100e-6;
    private static final double SECONDS_A_LAYER = 110e-6;
    private static final double OPERATIONS_A_SECOND = 40e9;
    private static final int OPERATIONS_A_WEIGHT = 6;

    public TrialCost {
        training = Collections.unmodifiableSortedMap(new TreeMap<>(training));
    }

    /** Estimated seconds for one pass over the training rows, above 0. */
    public double epoch(Configuration configuration) {
        int layers = number(configuration, Hyperparameter.LAYERS.key());
        int batch = number(configuration, Hyperparameter.BATCH_SIZE.key());
        double weights = 0;
        int inputs = width;
        for (int layer = 1; layer <= layers; layer++) {
            int units = units(configuration, layer);
            weights += (double) inputs * units;
            inputs = units;
        }
        weights += (double) inputs * outputs;
        double steps = Math.ceil((double) rows / batch);
        return steps * (SECONDS_A_STEP + SECONDS_A_LAYER * (layers + 1))
                + rows * OPERATIONS_A_WEIGHT * weights / OPERATIONS_A_SECOND;
    }

    private int units(Configuration configuration, int layer) {
        String own = Hyperparameter.PER_LAYER_UNITS + layer;
        boolean hasOwn = configuration.values().containsKey(own) || training.containsKey(own);
        return number(configuration, hasOwn ? own : Hyperparameter.UNITS.key());
    }

    private int number(Configuration configuration, String key) {
        Object value = configuration.value(key).orElse(training.get(key));
        if (value instanceof Integer number) {
            return number;
        }
        throw new IllegalArgumentException("Training needs a whole number %s, not %s".formatted(key, value));
    }
}

package org.whittle.goal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a network costs. Less is better. It is measured, every epoch, only if a goal of the study names it.
 */
public enum CostMetric {
    /** Trained parameters: weights, biases, and γ and β of batch normalization. */
    PARAMETERS("parameters"),
    /**
     * Seconds for predictions of 1,000 rows in one go, as fast as the executor's device was at the epoch's end. It
     * hangs on the machine and on what else is running there: studies with it are not reproducible.
     */
    INFERENCE_TIME("inference-time"),
    /**
     * Seconds in training steps since the trial was fresh, at the pace of the current rung. It hangs on the machine and
     * on what else is running there: studies with it are not reproducible.
     */
    TRAINING_TIME("training-time");

    private final String key;

    CostMetric(String key) {
        this.key = key;
    }

    /** Name in study files, tables and {@link EpochRecord#metrics}. */
    public String key() {
        return key;
    }

    /** The cost of that name, if there is one. */
    public static Optional<CostMetric> ofKey(String key) {
        return Arrays.stream(values()).filter(m -> m.key.equals(key)).findFirst();
    }

    /** Names of all costs. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(CostMetric::key).toList();
    }
}

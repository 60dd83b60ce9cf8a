package org.whittle.config;

import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.trial.Hyperparameter;

/** Reads {@code training}. */
final class TrainingReader {

    private final Settings settings;

    TrainingReader(Settings settings) {
        this.settings = settings;
    }

    /** The value of every hyperparameter where a configuration has none. */
    SortedMap<String, Object> hyperparameters() {
        SortedMap<String, Object> training = new TreeMap<>();
        for (Hyperparameter hyperparameter : Hyperparameter.values()) {
            training.put(hyperparameter.key(),
                    settings.get("training." + hyperparameter.key(), Kind.of(hyperparameter)));
        }
        return training;
    }
}

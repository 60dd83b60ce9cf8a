package org.whittle.train.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.Hyperparameter;
import org.whittle.net.LearningTask;
import org.whittle.space.Configuration;
import org.whittle.train.descent.LearningRateSchedule;
import org.whittle.train.descent.OptimizerSettings;
import org.whittle.train.graph.Activation;
import org.whittle.train.graph.Architecture;
import org.whittle.train.graph.Initialization;
import org.whittle.train.graph.LossFunction;

/**
 * Everything one trial is trained with: the study's training defaults, overlaid with the trial's configuration.
 *
 * @param network what is trained
 * @param patience epochs without a gain after which training stops early; 0 to train on
 * @param minDelta a smaller change of the objective is no gain
 */
record TrainingSettings(Architecture network, Initialization initialization, LossFunction loss,
                        OptimizerSettings optimizer, LearningRateSchedule schedule, int batchSize, int patience,
                        double minDelta) {

    /**
     * Resolves the hyperparameters of a trial.
     *
     * @param maxEpochs the study's, over which the learning rate's schedule is laid
     * @throws IllegalArgumentException if a value is missing, outside its domain, or does not suit the task
     */
    static TrainingSettings of(SortedMap<String, Object> defaults, Configuration configuration, int width,
                               LearningTask task, int maxEpochs) {
        Values values = new Values(defaults, configuration);
        boolean batchNormalization = values.bool(Hyperparameter.BATCH_NORMALIZATION);
        int batchSize = values.integer(Hyperparameter.BATCH_SIZE);
        if (batchNormalization && batchSize < 2) {
            throw new IllegalArgumentException("Batch normalization needs batches of at least 2 rows; batch-size is "
                    + batchSize + ".");
        }
        Architecture network = new Architecture(width, values.units(), task.outputs(),
                Activation.ofKey(values.text(Hyperparameter.ACTIVATION)), values.real(Hyperparameter.DROPOUT),
                batchNormalization);
        LearningRateSchedule schedule = new LearningRateSchedule(
                LearningRateSchedule.Shape.ofKey(values.text(Hyperparameter.SCHEDULE)),
                values.real(Hyperparameter.LEARNING_RATE), maxEpochs, values.real(Hyperparameter.WARMUP_EPOCHS),
                values.real(Hyperparameter.STEP_EPOCHS), values.real(Hyperparameter.DECAY),
                values.real(Hyperparameter.FINAL_FRACTION));
        OptimizerSettings optimizer = new OptimizerSettings(
                OptimizerSettings.Kind.ofKey(values.text(Hyperparameter.OPTIMIZER)),
                values.real(Hyperparameter.MOMENTUM), values.bool(Hyperparameter.NESTEROV),
                values.real(Hyperparameter.BETA1), values.real(Hyperparameter.BETA2), values.real(Hyperparameter.RHO),
                values.real(Hyperparameter.EPSILON), values.real(Hyperparameter.WEIGHT_DECAY),
                values.real(Hyperparameter.CLIP_NORM));
        LossFunction loss = LossFunction.of(values.text(Hyperparameter.LOSS), task,
                values.real(Hyperparameter.LABEL_SMOOTHING), values.real(Hyperparameter.HUBER_DELTA));
        return new TrainingSettings(network, Initialization.ofKey(values.text(Hyperparameter.INITIALIZATION)), loss,
                optimizer, schedule, batchSize, values.integer(Hyperparameter.PATIENCE),
                values.real(Hyperparameter.MIN_DELTA));
    }

    /** Hyperparameters by name, checked against their domains as they are read. */
    private static final class Values {

        private final SortedMap<String, Object> all;

        Values(SortedMap<String, Object> defaults, Configuration configuration) {
            all = new TreeMap<>(defaults);
            all.putAll(configuration.values());
        }

        double real(Hyperparameter hyperparameter) {
            return ((Number) value(hyperparameter.key(), hyperparameter)).doubleValue();
        }

        int integer(Hyperparameter hyperparameter) {
            return (Integer) value(hyperparameter.key(), hyperparameter);
        }

        boolean bool(Hyperparameter hyperparameter) {
            return (Boolean) value(hyperparameter.key(), hyperparameter);
        }

        String text(Hyperparameter hyperparameter) {
            return (String) value(hyperparameter.key(), hyperparameter);
        }

        List<Integer> units() {
            int layers = integer(Hyperparameter.LAYERS);
            List<Integer> units = new ArrayList<>();
            for (int layer = 1; layer <= layers; layer++) {
                String own = Hyperparameter.PER_LAYER_UNITS + layer;
                String key = all.containsKey(own) ? own : Hyperparameter.UNITS.key();
                units.add((Integer) value(key, Hyperparameter.UNITS));
            }
            return units;
        }

        private Object value(String key, Hyperparameter hyperparameter) {
            Object value = all.get(key);
            if (value == null) {
                throw new IllegalArgumentException("The hyperparameter %s has no value.".formatted(key));
            }
            if (!hyperparameter.domain().accepts(value)) {
                throw new IllegalArgumentException("%s = %s is not %s.".formatted(key, value, hyperparameter.domain()));
            }
            return value;
        }
    }
}

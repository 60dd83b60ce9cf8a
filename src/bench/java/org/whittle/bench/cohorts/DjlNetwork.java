package org.whittle.bench.cohorts;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.SortedMap;

/**
 * A configuration of {@code conf/digits.conf} in DJL's own words.
 *
 * @param settings value of every hyperparameter
 */
record DjlNetwork(SortedMap<String, Object> settings) {

    int batchSize() {
        return (Integer) settings.get("batch-size");
    }

    double labelSmoothing() {
        return real("label-smoothing");
    }

    Block block(int outputs) {
        SequentialBlock block = new SequentialBlock();
        for (int layer = 0; layer < (Integer) settings.get("layers"); layer++) {
            block.add(Linear.builder().setUnits((Integer) settings.get("units")).build());
            block.add(activation());
            if (real("dropout") > 0) {
                block.add(Dropout.builder().optRate((float) real("dropout")).build());
            }
        }
        return block.add(Linear.builder().setUnits(outputs).build());
    }

    Optimizer optimizer() {
        Tracker rate = Tracker.fixed((float) real("learning-rate"));
        float decay = (float) real("weight-decay");
        return switch ((String) settings.get("optimizer")) {
            case "sgd" -> Optimizer.sgd().setLearningRateTracker(rate).optMomentum((float) real("momentum"))
                    .optWeightDecays(decay).build();
            // DJL has no RMSprop for its PyTorch engine. Adam is one native call; what it takes more is not seen.
            case "adam", "rmsprop" -> Optimizer.adam().optLearningRateTracker(rate).optWeightDecays(decay).build();
            default -> throw new IllegalArgumentException("Not of the digits study: " + settings.get("optimizer"));
        };
    }

    private Block activation() {
        return switch ((String) settings.get("activation")) {
            case "relu" -> Activation.reluBlock();
            case "tanh" -> Activation.tanhBlock();
            case "gelu" -> Activation.geluBlock();
            default -> throw new IllegalArgumentException("Not of the digits study: " + settings.get("activation"));
        };
    }

    private double real(String name) {
        return ((Number) settings.get(name)).doubleValue();
    }
}

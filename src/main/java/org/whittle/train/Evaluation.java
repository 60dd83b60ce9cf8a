package org.whittle.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.train.metric.ClassificationMetrics;
import org.whittle.train.metric.RegressionMetrics;
import org.whittle.trial.LearningTask;
import org.whittle.trial.Metric;

/** Measures a network on a split: few forward passes, then metrics in Java. */
final class Evaluation {

    private final LearningTask task;
    private final LossFunction loss;
    private final int topK;

    Evaluation(LearningTask task, LossFunction loss, int topK) {
        this.task = task;
        this.loss = loss;
        this.topK = topK;
    }

    /** All metrics but the training loss; {@code NaN} where the network's outputs are not finite. */
    SortedMap<String, Double> measure(Network network, DeviceRows split) {
        int rows = split.rows().count();
        float[] outputs = new float[Math.multiplyExact(rows, task.outputs())];
        double lossSum = 0;
        int done = 0;
        for (NDArray slab : split.slabs()) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray columns = network.infer(slab);
                int size = Math.toIntExact(columns.getShape().get(1));
                HostTensor.read(columns.swapAxes(0, 1), outputs, done * task.outputs());
                float[] scores = new float[size * task.outputs()];
                HostTensor.read(loss.scores(columns), scores, 0);
                lossSum += loss.sum(scores, Arrays.copyOfRange(split.targets(), done, done + size));
                done += size;
            }
        }
        SortedMap<String, Double> metrics = new TreeMap<>(task instanceof LearningTask.Regression regression
                ? RegressionMetrics.of(inOwnUnit(outputs, regression), split.rows().targets())
                : ClassificationMetrics.of(outputs, rows, task.outputs(), split.rows().targets(), topK));
        metrics.put(Metric.VALIDATION_LOSS.key(), lossSum / rows);
        return metrics;
    }

    /** Predictions in the target's own unit. */
    static float[] inOwnUnit(float[] standardized, LearningTask.Regression regression) {
        float[] predictions = new float[standardized.length];
        for (int i = 0; i < predictions.length; i++) {
            predictions[i] = (float) (standardized[i] * regression.deviation() + regression.mean());
        }
        return predictions;
    }
}

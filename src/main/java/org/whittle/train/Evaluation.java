package org.whittle.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.train.metric.ClassificationMetrics;
import org.whittle.train.metric.RegressionMetrics;
import org.whittle.trial.LearningTask;
import org.whittle.trial.Metric;

/** Measures networks on a split: few forward passes for all together, then metrics in Java. */
final class Evaluation {

    // Activations of a layer that stay in a core's second-level cache.
    private static final int SLAB_ELEMENTS = 1 << 17;

    private final LearningTask task;
    private final int topK;

    Evaluation(LearningTask task, int topK) {
        this.task = task;
        this.topK = topK;
    }

    /**
     * Measures each member of a cohort.
     *
     * @return all metrics but the training loss, in the order of members; {@code NaN} where a network's outputs are not
     *     finite
     */
    List<SortedMap<String, Double>> measure(BatchedTraining cohort, DeviceRows split) {
        int rows = split.rows().count();
        int networks = cohort.members().size();
        float[][] outputs = new float[networks][Math.multiplyExact(rows, task.outputs())];
        double[] losses = new double[networks];
        int done = 0;
        try (NDScope all = new NDScope()) {
            all.suppressNotUsedWarning();
            for (NDArray slab : split.slabs(SLAB_ELEMENTS / cohort.network().widestLayer())) {
                done += measure(cohort, slab, split.targets(), done, outputs, losses);
            }
        }
        List<SortedMap<String, Double>> measured = new ArrayList<>(networks);
        for (int network = 0; network < networks; network++) {
            SortedMap<String, Double> metrics = new TreeMap<>(task instanceof LearningTask.Regression regression
                    ? RegressionMetrics.of(inOwnUnit(outputs[network], regression), split.rows().targets())
                    : ClassificationMetrics.of(outputs[network], rows, task.outputs(), split.rows().targets(), topK));
            metrics.put(Metric.VALIDATION_LOSS.key(), losses[network] / rows);
            measured.add(metrics);
        }
        return measured;
    }

    private int measure(BatchedTraining cohort, NDArray slab, float[] targets, int done, float[][] outputs,
                        double[] losses) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray columns = cohort.network().infer(slab);
            int size = Math.toIntExact(columns.getShape().get(2));
            HostTensor.read(columns.swapAxes(1, 2), values -> {
                for (int network = 0; network < outputs.length; network++) {
                    values.get(network * size * task.outputs(), outputs[network], done * task.outputs(),
                            size * task.outputs());
                }
            });
            float[] scores = new float[outputs.length * size * task.outputs()];
            HostTensor.read(cohort.loss().scores(columns), scores, 0);
            cohort.loss().sum(scores, Arrays.copyOfRange(targets, done, done + size), losses);
            return size;
        }
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

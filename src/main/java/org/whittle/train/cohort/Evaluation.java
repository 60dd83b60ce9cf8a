package org.whittle.train.cohort;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Metric;
import org.whittle.goal.Objectives;
import org.whittle.net.LearningTask;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.engine.HostTensor;
import org.whittle.train.metric.ClassificationMetrics;
import org.whittle.train.metric.RegressionMetrics;

/** Measures networks on a split: few forward passes for all together, then metrics in Java. */
final class Evaluation {

    // Activations of a layer that stay in a core's second-level cache.
    private static final int SLAB_ELEMENTS = 1 << 17;

    private final LearningTask task;
    private final int topK;
    private final Set<Metric> wanted;

    /** @param objectives what they name is measured, however long that takes */
    Evaluation(LearningTask task, int topK, Objectives objectives) {
        this.task = task;
        this.topK = topK;
        this.wanted = ClassificationMetrics.ofClassifiers(metric -> metric.everyEpoch()
                || objectives.goals().stream().anyMatch(goal -> goal.metric().equals(metric.key())));
    }

    /** What the networks' outputs are gathered in, slab by slab: an array for each network. */
    private record Gathered(float[][] outputs, double[][] logProbabilities, double[] losses) {
    }

    /**
     * Measures each member of a cohort.
     *
     * @return all metrics but the training loss, in the order of members; {@code NaN} where a network's outputs are not
     *     finite
     */
    List<SortedMap<String, Double>> measure(BatchedTraining cohort, DeviceRows split) {
        int rows = split.count();
        int networks = cohort.members().size();
        int size = Math.multiplyExact(rows, task.outputs());
        boolean classes = task instanceof LearningTask.Classification;
        Gathered all = new Gathered(new float[networks][size], new double[networks][classes ? size : 0],
                new double[networks]);
        int done = 0;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (NDArray slab : split.slabs(SLAB_ELEMENTS / cohort.network().widestLayer())) {
                done += gather(cohort, slab, split, done, all);
            }
        }
        List<SortedMap<String, Double>> measured = new ArrayList<>(networks);
        for (int network = 0; network < networks; network++) {
            float[] outputs = all.outputs[network];
            SortedMap<String, Double> metrics = new TreeMap<>(task instanceof LearningTask.Regression regression
                    ? RegressionMetrics.of(regression.inOwnUnit(outputs), split.own())
                    : ClassificationMetrics.of(outputs, all.logProbabilities[network], rows, task.outputs(),
                            split.own(), topK, wanted));
            metrics.put(Metric.VALIDATION_LOSS.key(), all.losses[network] / rows);
            measured.add(metrics);
        }
        return measured;
    }

    private int gather(BatchedTraining cohort, NDArray slab, DeviceRows split, int done, Gathered all) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray columns = cohort.network().infer(slab);
            int size = Math.toIntExact(columns.getShape().get(2));
            int outputs = task.outputs();
            HostTensor.read(columns.swapAxes(1, 2), values -> {
                for (int network = 0; network < all.outputs.length; network++) {
                    values.get(network * size * outputs, all.outputs[network], done * outputs, size * outputs);
                }
            });
            float[] scores = new float[all.outputs.length * size * outputs];
            HostTensor.read(cohort.loss().scores(columns), scores, 0);
            cohort.loss().sum(scores, Arrays.copyOfRange(split.targets(), done, done + size), all.losses);
            if (task instanceof LearningTask.Classification) {
                int rows = split.count();
                HostTensor.readDoubles(columns.toType(DataType.FLOAT64, false).logSoftmax(1), values -> {
                    for (int network = 0; network < all.outputs.length; network++) {
                        for (int c = 0; c < outputs; c++) {
                            values.get((network * outputs + c) * size, all.logProbabilities[network], c * rows + done,
                                    size);
                        }
                    }
                });
            }
            return size;
        }
    }
}

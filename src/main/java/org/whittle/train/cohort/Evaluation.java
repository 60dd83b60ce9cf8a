package org.whittle.train.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Metric;
import org.whittle.goal.Objectives;
import org.whittle.net.LearningTask;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Graph;
import org.whittle.train.metric.ClassificationMetrics;
import org.whittle.train.metric.RegressionMetrics;

/** Measures networks on a split: few forward passes for all together, then metrics in Java. */
final class Evaluation {

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

    /**
     * Measures each member of a cohort.
     *
     * @return all metrics but the training loss, in the order of members; {@code NaN} where a network's outputs are not
     *     finite
     */
    List<SortedMap<String, Double>> measure(BatchedTraining cohort, DeviceRows split) {
        int rows = split.count();
        Graph.Predictions all = cohort.predict(split, task instanceof LearningTask.Classification);
        int networks = cohort.members().size();
        List<SortedMap<String, Double>> measured = new ArrayList<>(networks);
        for (int network = 0; network < networks; network++) {
            float[] outputs = all.outputs()[network];
            SortedMap<String, Double> metrics = new TreeMap<>(task instanceof LearningTask.Regression regression
                    ? RegressionMetrics.of(regression.inOwnUnit(outputs), split.own(), split.weights())
                    : ClassificationMetrics.of(outputs, all.logProbabilities()[network], rows, task.outputs(),
                            split.own(), split.weights(), topK, wanted));
            // Weights are 1 on average.
            metrics.put(Metric.VALIDATION_LOSS.key(), all.losses()[network] / rows);
            measured.add(metrics);
        }
        return measured;
    }
}

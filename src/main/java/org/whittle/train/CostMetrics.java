package org.whittle.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeSet;
import org.whittle.trial.CostMetric;
import org.whittle.trial.Goal;
import org.whittle.trial.Objectives;

/** Measures what networks cost, as far as the study's goals ask for it. */
final class CostMetrics implements Serializable {

    private static final long serialVersionUID = 1L;
    /** Rows that an inference time is stated for. */
    private static final int ROWS = 1000;
    /** The fastest of a few counts: whatever else the machine does can only slow it down. */
    private static final int REPETITIONS = 3;

    private final TreeSet<String> wanted = new TreeSet<>();

    CostMetrics(Objectives objectives) {
        objectives.goals().stream().map(Goal::metric).filter(m -> CostMetric.ofKey(m).isPresent()).forEach(wanted::add);
    }

    /**
     * Adds an epoch's costs.
     *
     * @param rows to predict
     * @param trainingSeconds in the training steps of this rung
     * @param rungEpochs epochs of this rung
     * @param epochs since the trial was fresh
     */
    void addTo(SortedMap<String, Double> metrics, Network network, DeviceRows rows, double trainingSeconds,
               int rungEpochs, int epochs) {
        if (wanted.contains(CostMetric.PARAMETERS.key())) {
            metrics.put(CostMetric.PARAMETERS.key(), (double) network.parameters().length);
        }
        if (wanted.contains(CostMetric.INFERENCE_TIME.key())) {
            metrics.put(CostMetric.INFERENCE_TIME.key(), inferenceSeconds(network, rows) * ROWS / rows.rows().count());
        }
        if (wanted.contains(CostMetric.TRAINING_TIME.key())) {
            metrics.put(CostMetric.TRAINING_TIME.key(), trainingSeconds / rungEpochs * epochs);
        }
    }

    private static double inferenceSeconds(Network network, DeviceRows rows) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < REPETITIONS; i++) {
            long start = System.nanoTime();
            for (NDArray slab : rows.slabs()) {
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    NDArray outputs = network.infer(slab);
                    // A device is done when its outputs are here.
                    HostTensor.read(outputs, new float[Math.toIntExact(outputs.size())], 0);
                }
            }
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return fastest / 1e9;
    }
}

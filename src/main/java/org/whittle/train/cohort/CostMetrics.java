package org.whittle.train.cohort;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeSet;
import org.whittle.goal.CostMetric;
import org.whittle.goal.Goal;
import org.whittle.goal.Objectives;
import org.whittle.score.block.BlockSource;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.score.model.Network;
import org.whittle.score.model.NetworkBlocks;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.store.Checkpoint;

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
     * @param trainingSeconds in the training steps of this rung, as far as they are the member's
     * @param rungEpochs epochs of this rung
     */
    void addTo(SortedMap<String, Double> metrics, BatchedTraining training, Member member, DeviceRows rows,
               double trainingSeconds, int rungEpochs) {
        if (wanted.contains(CostMetric.PARAMETERS.key())) {
            metrics.put(CostMetric.PARAMETERS.key(), (double) member.size());
        }
        if (wanted.contains(CostMetric.INFERENCE_TIME.key())) {
            metrics.put(
                    CostMetric.INFERENCE_TIME.key(),
                    inferenceSeconds(
                                    training.checkpoint(member),
                                    member.settings().blocks(),
                                    rows)
                            * ROWS
                            / rows.count());
        }
        if (wanted.contains(CostMetric.TRAINING_TIME.key())) {
            metrics.put(CostMetric.TRAINING_TIME.key(), trainingSeconds / rungEpochs * member.epoch());
        }
    }

    /** As it is exported, and alone: in use, a network has no cohort. */
    private static double inferenceSeconds(Checkpoint trained, BlockSource blocks, DeviceRows rows) {
        try (NDManager manager = TorchEngine.newManager(rows.device())) {
            Block network = NetworkBlocks.block(
                    trained.architecture(), trained.parameters(), trained.statistics(), blocks, manager);
            ParameterStore parameters = new ParameterStore(manager, false);
            int slab = Network.slabRows(trained.architecture());
            long fastest = Long.MAX_VALUE;
            for (int i = 0; i < REPETITIONS; i++) {
                long start = System.nanoTime();
                infer(network, parameters, rows, slab);
                fastest = Math.min(fastest, System.nanoTime() - start);
            }
            return fastest / 1e9;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void infer(Block network, ParameterStore parameters, DeviceRows rows, int slabRows) {
        try (NDScope all = new NDScope()) {
            all.suppressNotUsedWarning();
            for (NDArray slab : rows.slabs(slabRows)) {
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    NDArray outputs = network.forward(parameters, new NDList(slab), false).singletonOrThrow();
                    // A device is done when its outputs are here.
                    HostTensor.read(outputs, new float[Math.toIntExact(outputs.size())], 0);
                }
            }
        }
    }
}

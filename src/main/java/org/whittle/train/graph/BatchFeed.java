package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.Arrays;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.train.engine.DeviceRows;

/**
 * The mini-batches of an epoch, in the study's order for that epoch.
 *
 * <p>The order is keyed by epoch alone, so that all trials of a study see the same sequence. Rows are gathered on the
 * device a chunk at a time, many batches by one operation; the batches are views of the chunk.
 */
public final class BatchFeed {

    // About the second-level cache of a core: rows are gathered and used before they leave it.
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int ROWS = 2;

    private final DeviceRows rows;
    private final NDManager manager;
    private final BatchedLoss loss;
    private final int networks;
    private final int outputs;
    private final Batches batches;
    private final RandomStream order;

    /** What is done with a batch. */
    public interface Step {

        /**
         * @param index of the batch in its epoch, from 0
         * @param targets encoded
         * @return the batch's scores, {@code networks × outputs × rows}
         */
        NDArray train(int index, NDArray features, NDArray targets);
    }

    /**
     * @param manager owns what the feed allocates
     * @param networks that are trained on each batch
     * @param outputs of a network
     * @param noSingles whether a last batch of a single row is left out, because batch normalization cannot use it
     * @param order the study's; {@code order.child(epoch)} is the permutation's stream
     */
    public BatchFeed(NDManager manager, DeviceRows rows, BatchedLoss loss, int networks, int outputs, int batchSize,
              boolean noSingles, RandomStream order) {
        this.manager = manager;
        this.rows = rows;
        this.order = order;
        this.loss = loss;
        this.networks = networks;
        this.outputs = outputs;
        this.batches = Batches.of(rows.count(), batchSize, noSingles);
    }

    public Batches batches() {
        return batches;
    }

    /**
     * Trains one epoch.
     *
     * @param epoch from 1
     * @return the mean loss of its rows for each network; if none is a number, the epoch may have ended before its time
     */
    public double[] epoch(int epoch, Step step) {
        int[] permutation = order.child(epoch).permutation(rows.count());
        long rowBytes = 4L * (rows.width() + (long) networks * outputs);
        int chunk = (int) Math.max(1, CHUNK_BYTES / rowBytes / batches.size()) * batches.size();
        double[] sums = new double[networks];
        for (int from = 0; from < batches.used() && Arrays.stream(sums).anyMatch(Double::isFinite); from += chunk) {
            chunk(
                    Arrays.copyOfRange(permutation, from, Math.min(batches.used(), from + chunk)),
                    from / batches.size(),
                    step,
                    sums);
        }
        return Arrays.stream(sums).map(sum -> sum / batches.used()).toArray();
    }

    private void chunk(int[] chosen, int firstBatch, Step step, double[] sums) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            float[] targets = new float[chosen.length];
            for (int i = 0; i < chosen.length; i++) {
                targets[i] = rows.targets()[chosen[i]];
            }
            NDArray gathered = Embedding.embedding(HostTensor.indices(manager, chosen), rows.features(),
                    SparseFormat.DENSE).singletonOrThrow();
            long[] cuts = cuts(chosen.length);
            NDList features = gathered.split(cuts, 0);
            NDList wanted = loss.encode(targets).split(cuts, ROWS);
            NDList scores = new NDList(features.size());
            for (int i = 0; i < features.size(); i++) {
                scores.add(step(step, firstBatch + i, features.get(i), wanted.get(i)));
            }
            float[] all = new float[Math.multiplyExact(networks * outputs, chosen.length)];
            HostTensor.read(NDArrays.concat(scores, ROWS), all, 0);
            loss.sum(all, targets, sums);
        }
    }

    private long[] cuts(int count) {
        long[] cuts = new long[(count - 1) / batches.size()];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = (i + 1L) * batches.size();
        }
        return cuts;
    }

    private static NDArray step(Step step, int index, NDArray features, NDArray targets) {
        NDArray scores;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            scores = step.train(index, features, targets);
            NDScope.unregister(scores);
        }
        NDScope.register(scores);
        return scores;
    }
}

package org.whittle.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.Arrays;
import org.whittle.random.RandomStream;

/**
 * The mini-batches of an epoch, in the study's order for that epoch.
 *
 * <p>The order is keyed by epoch alone, so that all trials of a study see the same sequence. Rows are gathered on the
 * device a chunk at a time, many batches by one operation; the batches are views of the chunk.
 */
final class BatchFeed {

    // About the second-level cache of a core: rows are gathered and used before they leave it.
    private static final int CHUNK_BYTES = 1 << 20;

    private final DeviceRows rows;
    private final NDManager manager;
    private final LossFunction loss;
    private final int outputs;
    private final int batchSize;
    private final int used;
    private final RandomStream order;

    /** What is done with a batch. */
    interface Step {

        /**
         * @param index of the batch in its epoch, from 0
         * @return the batch's scores, {@code outputs × rows}
         */
        NDArray train(int index, NDArray features, NDArray targets);
    }

    /**
     * @param manager owns what the feed allocates
     * @param outputs of the network
     * @param noSingles whether a last batch of a single row is left out, because batch normalization cannot use it
     * @param order the study's; {@code order.child(epoch)} is the permutation's stream
     */
    BatchFeed(NDManager manager, DeviceRows rows, LossFunction loss, int outputs, int batchSize, boolean noSingles,
              RandomStream order) {
        this.manager = manager;
        this.rows = rows;
        this.order = order;
        this.loss = loss;
        this.outputs = outputs;
        int count = rows.rows().count();
        if (count < (noSingles ? 2 : 1)) {
            throw new IllegalArgumentException("There are %d training rows: too few to train on.".formatted(count));
        }
        this.batchSize = Math.min(batchSize, count);
        this.used = noSingles && count % this.batchSize == 1 ? count - 1 : count;
    }

    int batches() {
        return (used + batchSize - 1) / batchSize;
    }

    /** Rows of a batch that is not the last. */
    int batchSize() {
        return batchSize;
    }

    /** Rows of the last batch. */
    int lastBatchSize() {
        return used - (batches() - 1) * batchSize;
    }

    /**
     * Trains one epoch.
     *
     * @param epoch from 1
     * @return the mean loss of its rows; if that is no number, the epoch may have ended before its time
     */
    double epoch(int epoch, Step step) {
        int[] permutation = order.child(epoch).permutation(rows.rows().count());
        long rowBytes = 4L * (rows.rows().width() + outputs);
        int chunk = (int) Math.max(1, CHUNK_BYTES / rowBytes / batchSize) * batchSize;
        double sum = 0;
        for (int from = 0; from < used && Double.isFinite(sum); from += chunk) {
            sum += chunk(Arrays.copyOfRange(permutation, from, Math.min(used, from + chunk)), from / batchSize, step);
        }
        return sum / used;
    }

    private double chunk(int[] chosen, int firstBatch, Step step) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            float[] targets = new float[chosen.length];
            for (int i = 0; i < chosen.length; i++) {
                targets[i] = rows.targets()[chosen[i]];
            }
            NDArray gathered = Embedding.embedding(HostTensor.indices(manager, chosen), rows.features(),
                    SparseFormat.DENSE).singletonOrThrow();
            HostTensor encoded = new HostTensor(manager, new Shape(outputs, chosen.length));
            encoded.write(loss.encode(targets), 0);
            long[] cuts = cuts(chosen.length);
            NDList features = gathered.split(cuts, 0);
            NDList wanted = encoded.array().split(cuts, 1);
            NDList scores = new NDList(features.size());
            for (int i = 0; i < features.size(); i++) {
                scores.add(step(step, firstBatch + i, features.get(i), wanted.get(i)));
            }
            float[] all = new float[Math.multiplyExact(outputs, chosen.length)];
            HostTensor.read(NDArrays.concat(scores, 1), all, 0);
            return loss.sum(all, targets);
        }
    }

    private long[] cuts(int count) {
        long[] cuts = new long[(count - 1) / batchSize];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = (i + 1L) * batchSize;
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

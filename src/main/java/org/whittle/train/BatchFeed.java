package org.whittle.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
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
    private final NDArray table;
    private final int batchSize;
    private final int used;
    private final RandomStream order;

    /** What is done with a batch. */
    interface Step {

        /**
         * @param index of the batch in its epoch, from 0
         * @return the batch's scores
         */
        NDArray train(int index, NDArray features, NDArray targets);
    }

    /**
     * @param manager owns what the feed allocates
     * @param whole whether a last batch of a single row is left out, because batch normalization cannot use it
     * @param order the study's; {@code order.child(epoch)} is the permutation's stream
     */
    BatchFeed(NDManager manager, DeviceRows rows, LossFunction loss, int batchSize, boolean whole,
              RandomStream order) {
        this.manager = manager;
        this.rows = rows;
        this.order = order;
        int count = rows.rows().count();
        this.batchSize = Math.min(batchSize, count);
        this.used = whole && count % this.batchSize == 1 ? count - 1 : count;
        if (used < 1 || whole && used < 2) {
            throw new IllegalArgumentException(
                    "There are %d training rows: too few to train on.".formatted(count));
        }
        if (loss instanceof LossFunction.CrossEntropy crossEntropy) {
            HostTensor distributions =
                    new HostTensor(manager, new Shape(crossEntropy.classes(), crossEntropy.classes()));
            distributions.write(crossEntropy.distributions(), 0);
            table = distributions.array();
        } else {
            table = rows.column();
        }
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
     * @return the mean loss of its rows
     */
    double epoch(int epoch, LossFunction loss, Step step) {
        int[] permutation = order.child(epoch).permutation(rows.rows().count());
        long rowBytes = 4L * Math.max(1, rows.rows().width());
        int chunk = (int) Math.max(1, CHUNK_BYTES / rowBytes / batchSize) * batchSize;
        double sum = 0;
        for (int from = 0; from < used; from += chunk) {
            int to = Math.min(used, from + chunk);
            sum += chunk(permutation, from, to, loss, step);
            if (!Double.isFinite(sum)) {
                break;
            }
        }
        return sum / used;
    }

    private double chunk(int[] permutation, int from, int to, LossFunction loss, Step step) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            float[] targets = new float[to - from];
            long[] index = new long[to - from];
            long[] label = new long[to - from];
            for (int i = 0; i < index.length; i++) {
                index[i] = permutation[from + i];
                targets[i] = rows.targets()[permutation[from + i]];
                label[i] = (long) targets[i];
            }
            boolean classes = rows.column() == null;
            NDArray order = manager.create(index);
            NDList features = batches(gather(rows.features(), order));
            NDList wanted = batches(gather(table, classes ? manager.create(label) : order));
            NDList scores = new NDList(features.size());
            for (int i = 0; i < features.size(); i++) {
                scores.add(step(step, from / batchSize + i, features.get(i), wanted.get(i)));
            }
            return loss.sum(ai.djl.ndarray.NDArrays.concat(scores).toFloatArray(), targets);
        }
    }

    private static NDArray step(Step step, int index, NDArray features, NDArray targets) {
        NDArray scores;
        try (NDScope scope = new NDScope()) {
            scores = step.train(index, features, targets);
            NDScope.unregister(scores);
        }
        NDScope.register(scores);
        return scores;
    }

    private static NDArray gather(NDArray table, NDArray index) {
        return Embedding.embedding(index, table, SparseFormat.DENSE).singletonOrThrow();
    }

    private NDList batches(NDArray chunk) {
        int rows = (int) chunk.getShape().get(0);
        long[] cuts = new long[(rows - 1) / batchSize];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = (i + 1L) * batchSize;
        }
        return chunk.split(cuts, 0);
    }
}

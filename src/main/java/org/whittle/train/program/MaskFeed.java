package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.whittle.net.Mlp;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.graph.DropoutHash;

/**
 * Dropout (Srivastava et al. 2014) with the multipliers of several steps made in Java: 0 with the dropout's
 * probability, else 1 / (1 − probability), so that nothing is left to do in inference. Whether an element is kept is a
 * {@linkplain DropoutHash hash} of its index under a key for epoch, batch and layer.
 *
 * <p>On a core one loop passes over them once, where a program would need thirteen integer operations (not measured).
 */
final class MaskFeed implements Masks {

    private final CohortShape shape;
    private final List<Mlp> networks;
    private final List<RandomStream> streams;
    private final int rows;
    private final int stepSize;
    private final HostTensor masks;
    private final DropoutHash hash;
    private final int[] scratch;

    /**
     * @param manager owns the masks
     * @param networks of a cohort, without padding
     * @param streams of each trial; {@code child(epoch).child(batch).child(layer)} keys a mask
     * @param steps at most, of a call
     * @param rows of a batch
     */
    MaskFeed(
            NDManager manager, CohortShape shape, List<Mlp> networks, List<RandomStream> streams, int steps, int rows) {
        this.shape = shape;
        this.networks = networks;
        this.streams = streams;
        this.rows = rows;
        stepSize = stepSize(shape, rows);
        masks = new HostTensor(manager, new Shape(Math.multiplyExact(steps, stepSize)));
        int largest = 0;
        for (int layer = 0; layer < shape.depth(); layer++) {
            largest = Math.max(largest, Math.multiplyExact(shape.padded(0).fanOut(layer), rows));
        }
        hash = new DropoutHash(largest);
        scratch = new int[largest];
        // Networks without dropout keep all of their units, and padding is left out.
        Arrays.fill(scratch, Float.floatToIntBits(1));
        for (int step = 0; step < steps; step++) {
            int at = step * stepSize;
            for (int layer = 0; layer < shape.depth(); layer++) {
                for (int network = 0; network < shape.networks(layer); network++) {
                    masks.putBits(at, scratch, networks.get(network).fanOut(layer) * rows);
                    at += shape.padded(network).fanOut(layer) * rows;
                }
            }
        }
        masks.publish();
    }

    /** Whether a cohort has masks. */
    static boolean isNeeded(CohortShape shape, List<Mlp> networks) {
        return shape.depth() > 0 && (shape.masked() || networks.stream().anyMatch(network -> network.dropout() > 0));
    }

    /** Elements of a step's masks. */
    static int stepSize(CohortShape shape, int rows) {
        int size = 0;
        for (int layer = 0; layer < shape.depth(); layer++) {
            size = Math.addExact(size, Math.multiplyExact(shape.networks(layer),
                    Math.multiplyExact(shape.padded(0).fanOut(layer), rows)));
        }
        return size;
    }

    @Override
    public NDArray array() {
        return masks.array();
    }

    @Override
    public int stepSize() {
        return stepSize;
    }

    /** Step by step, layer by layer, network by network. */
    @Override
    public void draw(int epoch, int firstBatch, int steps) {
        for (int step = 0; step < steps; step++) {
            int at = step * stepSize;
            for (int layer = 0; layer < shape.depth(); layer++) {
                int size = shape.padded(0).fanOut(layer) * rows;
                for (int network = 0; network < shape.networks(layer); network++) {
                    draw(network, layer, epoch, firstBatch + step, at + network * size);
                }
                at += shape.networks(layer) * size;
            }
        }
        masks.publish();
    }

    private void draw(int network, int layer, int epoch, int batch, int at) {
        double dropout = networks.get(network).dropout();
        if (dropout > 0) {
            int count = networks.get(network).fanOut(layer) * rows;
            RandomStream stream = streams.get(network).child(epoch).child(batch).child(layer);
            hash.fill(scratch, count, stream.nextLong(), dropout);
            masks.putBits(at, scratch, count);
        }
    }
}

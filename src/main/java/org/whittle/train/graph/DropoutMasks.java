package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.whittle.net.Mlp;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;

/**
 * Dropout (Srivastava et al. 2014) with its multipliers made in Java: 0 with the dropout's probability, else
 * 1 / (1 − probability), so that nothing is left to do in inference.
 *
 * <p>Whether an element is kept is a {@linkplain DropoutHash hash} of its index under a key for epoch, batch and layer.
 */
public final class DropoutMasks {

    private final List<RandomStream> streams;
    private final List<Mlp> networks;
    private final CohortShape shape;
    private final int rows;
    private final List<HostTensor> masks = new ArrayList<>();
    private final int[] scratch;
    private final DropoutHash hash;

    /**
     * @param manager owns the masks
     * @param networks of a cohort, without padding
     * @param rows of a batch
     * @param streams of each trial; {@code child(epoch).child(batch).child(layer)} keys a mask
     */
    public DropoutMasks(NDManager manager, CohortShape shape, List<Mlp> networks, int rows,
                 List<RandomStream> streams) {
        this.streams = streams;
        this.networks = networks;
        this.shape = shape;
        this.rows = rows;
        boolean needed = areNeeded(shape, networks);
        int largest = 0;
        for (int layer = 0; needed && layer < shape.depth(); layer++) {
            int units = shape.padded(0).fanOut(layer);
            masks.add(new HostTensor(manager, new Shape(shape.networks(layer), units, rows)));
            largest = Math.max(largest, Math.multiplyExact(units, rows));
        }
        scratch = new int[largest];
        hash = new DropoutHash(largest);
        for (int layer = 0; layer < masks.size(); layer++) {
            keepAll(layer);
        }
    }

    /** Whether a cohort has masks. */
    public static boolean areNeeded(CohortShape shape, List<Mlp> networks) {
        return shape.depth() > 0 && (shape.masked() || networks.stream().anyMatch(network -> network.dropout() > 0));
    }

    // Networks without dropout keep all of their units, and padding is left out.
    private void keepAll(int layer) {
        Arrays.fill(scratch, Float.floatToIntBits(1));
        for (int network = 0; network < shape.networks(layer); network++) {
            masks.get(layer).putBits(offset(layer, network), scratch, networks.get(network).fanOut(layer) * rows);
        }
        masks.get(layer).publish();
    }

    /**
     * The multipliers of each hidden layer, {@code networks × units × rows}; empty without dropout. They are
     * overwritten by the next call.
     */
    public List<NDArray> draw(int epoch, int batch) {
        List<NDArray> drawn = new ArrayList<>(masks.size());
        for (int layer = 0; layer < masks.size(); layer++) {
            HostTensor mask = masks.get(layer);
            for (int network = 0; network < shape.networks(layer); network++) {
                draw(mask, layer, network, epoch, batch);
            }
            mask.publish();
            drawn.add(mask.array());
        }
        return drawn;
    }

    private void draw(HostTensor mask, int layer, int network, int epoch, int batch) {
        double dropout = networks.get(network).dropout();
        if (dropout > 0) {
            int count = networks.get(network).fanOut(layer) * rows;
            long key = streams.get(network).child(epoch).child(batch).child(layer).nextLong();
            hash.fill(scratch, count, key, dropout);
            mask.putBits(offset(layer, network), scratch, count);
        }
    }

    private int offset(int layer, int network) {
        return network * shape.padded(network).fanOut(layer) * rows;
    }
}

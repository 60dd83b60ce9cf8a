package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.whittle.net.Mlp;
import org.whittle.random.RandomStream;
import org.whittle.train.engine.HostTensor;

/**
 * Dropout (Srivastava et al. 2014) with its multipliers made in Java: 0 with the dropout's probability, else
 * 1 / (1 − probability), so that nothing is left to do in inference.
 *
 * <p>Whether an element is kept is a 24-bit hash of its index (the finalizer of a 32-bit counter generator, two
 * multiplications) under a key for epoch, batch and layer. Being branchless integer arithmetic without a carried state
 * it is vectorized by the compiler, costs well below a nanosecond an element, and any part of a mask can be made
 * without the rest.
 */
public final class DropoutMasks {

    private final List<RandomStream> streams;
    private final List<Mlp> networks;
    private final CohortShape shape;
    private final int rows;
    private final List<HostTensor> masks = new ArrayList<>();
    private final int[] scratch;
    // Read from memory, because the compiler does not vectorize arithmetic on a loop's own counter.
    private final int[] counters;

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
        boolean needed = shape.masked() || networks.stream().anyMatch(network -> network.dropout() > 0);
        int largest = 0;
        for (int layer = 0; needed && layer < shape.depth(); layer++) {
            int units = shape.padded(0).fanOut(layer);
            masks.add(new HostTensor(manager, new Shape(shape.networks(layer), units, rows)));
            largest = Math.max(largest, Math.multiplyExact(units, rows));
        }
        scratch = new int[largest];
        counters = new int[largest];
        for (int i = 0; i < largest; i++) {
            counters[i] = i * 0x9E3779B9;
        }
        for (int layer = 0; layer < masks.size(); layer++) {
            keepAll(layer);
        }
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
     * The multipliers of each hidden layer, {@code networks × units × rows}; empty without dropout. They are overwritten
     * by the next call.
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
            fill(scratch, counters, count, (int) key, (int) (key >>> 32), (int) Math.round(dropout * (1 << 24)),
                    Float.floatToIntBits((float) (1 / (1 - dropout))));
            mask.putBits(offset(layer, network), scratch, count);
        }
    }

    private int offset(int layer, int network) {
        return network * shape.padded(network).fanOut(layer) * rows;
    }

    // Constants: Chris Wellons, "Prospecting for hash functions", two-round function of lowest bias.
    private static void fill(int[] bits, int[] counters, int count, int key1, int key2, int threshold,
                             int multiplier) {
        for (int i = 0; i < count; i++) {
            int x = counters[i] + key1;
            x = (x ^ (x >>> 16)) * 0x21F0AAAD;
            x = (x ^ (x >>> 15) ^ key2) * 0xD35A2D97;
            x ^= x >>> 15;
            // All ones if the hash reaches the threshold, else 0.
            bits[i] = ((threshold - 1 - (x >>> 8)) >> 31) & multiplier;
        }
    }
}

package org.whittle.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.whittle.random.RandomStream;

/**
 * Dropout (Srivastava et al. 2014) with its multipliers made in Java: 0 with the dropout's probability, else
 * 1 / (1 − probability), so that nothing is left to do in inference.
 *
 * <p>Whether an element is kept is a 24-bit hash of its index (the finalizer of a 32-bit counter generator, two
 * multiplications) under a key for epoch, batch and layer. Being branchless integer arithmetic without a carried state
 * it is vectorized by the compiler, costs well below a nanosecond an element, and any part of a mask can be made
 * without the rest.
 */
final class DropoutMasks {

    private final RandomStream stream;
    private final List<HostTensor> masks = new ArrayList<>();
    private final int threshold;
    private final int multiplier;
    private final int[] scratch;
    // Read from memory, because the compiler does not vectorize arithmetic on a loop's own counter.
    private final int[] counters;

    /**
     * @param manager owns the masks
     * @param rows of a batch
     * @param stream the trial's; {@code child(epoch).child(batch).child(layer)} keys a mask
     */
    DropoutMasks(NDManager manager, Architecture network, int rows, RandomStream stream) {
        this.stream = stream;
        threshold = (int) Math.round(network.dropout() * (1 << 24));
        multiplier = Float.floatToIntBits((float) (1 / (1 - network.dropout())));
        int largest = 0;
        if (threshold > 0) {
            for (int units : network.units()) {
                masks.add(new HostTensor(manager, new Shape(rows, units)));
                largest = Math.max(largest, Math.multiplyExact(rows, units));
            }
        }
        scratch = new int[largest];
        counters = new int[largest];
        for (int i = 0; i < largest; i++) {
            counters[i] = i * 0x9E3779B9;
        }
    }

    /**
     * The multipliers of each hidden layer, {@code rows × units}; empty without dropout. They are overwritten by the
     * next call.
     */
    List<NDArray> draw(int epoch, int batch) {
        List<NDArray> drawn = new ArrayList<>(masks.size());
        for (int layer = 0; layer < masks.size(); layer++) {
            HostTensor mask = masks.get(layer);
            long key = stream.child(epoch).child(batch).child(layer).nextLong();
            fill(scratch, counters, mask.size(), (int) key, (int) (key >>> 32), threshold, multiplier);
            mask.writeBits(scratch);
            drawn.add(mask.array());
        }
        return drawn;
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

package org.whittle.train.graph;

/**
 * The multipliers of dropout from a hash: 0 with the dropout's probability, else 1 / (1 − probability).
 *
 * <p>Whether an element is kept is a 24-bit hash of its index (the finalizer of a 32-bit counter generator, two
 * multiplications) under a key. Being branchless integer arithmetic without a carried state it is vectorized by the
 * compiler, costs well below a nanosecond an element, and any part of a mask can be made without the rest.
 */
public final class DropoutHash {

    // Read from memory, because the compiler does not vectorize arithmetic on a loop's own counter.
    private final int[] counters;

    /** @param largest most elements of a mask */
    public DropoutHash(int largest) {
        counters = new int[largest];
        for (int i = 0; i < largest; i++) {
            counters[i] = i * 0x9E3779B9;
        }
    }

    /**
     * Makes the first elements of a mask.
     *
     * @param bits of the multipliers as floats
     */
    public void fill(int[] bits, int count, long key, double dropout) {
        fill(bits, counters, count, (int) key, (int) (key >>> 32), (int) Math.round(dropout * (1 << 24)),
                Float.floatToIntBits((float) (1 / (1 - dropout))));
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

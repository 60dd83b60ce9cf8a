package org.whittle.data.check;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How many different values a column has: exactly if they are few, else estimated from the smallest of their hashes
 * (Bar-Yossef et al. 2002, "Counting distinct elements in a data stream"; a standard error of 1/√{@value #KEPT}). The
 * order of values and parts does not matter.
 */
final class Sketch implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int KEPT = 1024;

    /** The smallest, unsigned, in order; behind them new ones, in any. */
    private long[] hashes = new long[16];
    private int size;
    private long bound = -1;

    void add(long hash) {
        if (Long.compareUnsigned(hash, bound) > 0) {
            return;
        }
        if (size == hashes.length) {
            compact();
        }
        hashes[size++] = hash;
    }

    void add(Sketch other) {
        for (int i = 0; i < other.size; i++) {
            add(other.hashes[i]);
        }
    }

    /** Different values. */
    double distinct() {
        compact();
        if (size < KEPT) {
            return size;
        }
        // As a share of all hashes.
        double largest = (hashes[size - 1] >>> 1) / (double) Long.MAX_VALUE;
        return (KEPT - 1) / largest;
    }

    private void compact() {
        for (int i = 0; i < size; i++) {
            hashes[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(hashes, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || hashes[i] != hashes[kept - 1]) {
                hashes[kept++] = hashes[i];
            }
        }
        size = Math.min(kept, KEPT);
        for (int i = 0; i < size; i++) {
            hashes[i] ^= Long.MIN_VALUE;
        }
        bound = size == KEPT ? hashes[size - 1] : -1;
        if (2 * size > hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.min(2 * KEPT, 2 * hashes.length));
        }
    }
}

package org.whittle.data.check;

import org.whittle.data.column.SplitPart;
import org.whittle.data.source.SourceBlock;

/** What columns are told of the rows of a block: of each its part, and if it is a training row, what it is known by. */
final class LookedRows {

    private final SplitPart[] parts = new SplitPart[SourceBlock.MOST_ROWS];
    private final long[] keys = new long[SourceBlock.MOST_ROWS];
    private final long[] labels = new long[SourceBlock.MOST_ROWS];
    private final long[] hashes = new long[SourceBlock.MOST_ROWS];
    private int count;
    private boolean allTrain;

    /** A block of so many rows follows. */
    void begin(int rows) {
        count = rows;
        allTrain = true;
    }

    /** @param part {@code null}: the row is passed over */
    void put(int row, SplitPart part, long key, long label) {
        allTrain &= part == SplitPart.TRAINING;
        parts[row] = part;
        keys[row] = key;
        labels[row] = label;
    }

    int count() {
        return count;
    }

    /** Whether all are training rows. */
    boolean allTrain() {
        return allTrain;
    }

    /** {@code null} if the row is passed over. */
    SplitPart part(int row) {
        return parts[row];
    }

    /** An odd number that tells the row from others, as if drawn. */
    long key(int row) {
        return keys[row];
    }

    /** Room for hashes of a column's cells, for whoever is looking at one. */
    long[] hashes() {
        return hashes;
    }

    /** The sum over all rows of hash and {@link #key}, multiplied. */
    long sum(long[] ofCells) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += ofCells[i] * keys[i];
        }
        return sum;
    }

    /** Hash of the row's label. */
    long label(int row) {
        return labels[row];
    }
}

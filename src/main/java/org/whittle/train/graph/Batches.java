package org.whittle.train.graph;

/**
 * How an epoch's rows are divided into batches.
 *
 * @param size rows of a batch that is not the last
 * @param used rows of an epoch
 */
public record Batches(int size, int used) {

    /**
     * @param rows to train on
     * @param size as it is wished for; no batch has more rows than there are
     * @param noSingles whether a last batch of a single row is left out, because batch normalization cannot use it
     * @throws IllegalArgumentException if there are too few rows
     */
    public static Batches of(int rows, int size, boolean noSingles) {
        if (rows < (noSingles ? 2 : 1)) {
            throw new IllegalArgumentException("There are %d training rows: too few to train on.".formatted(rows));
        }
        int most = Math.min(size, rows);
        return new Batches(most, noSingles && rows % most == 1 ? rows - 1 : rows);
    }

    public int count() {
        return (used + size - 1) / size;
    }

    /** Rows of the last one. */
    public int last() {
        return used - (count() - 1) * size;
    }
}

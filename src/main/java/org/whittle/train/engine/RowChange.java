package org.whittle.train.engine;

import org.whittle.random.RandomStream;

/** What augmentation does to one row. */
interface RowChange {

    /**
     * Changes a row.
     *
     * @param from not changed
     * @param at where the row begins, in both
     * @param random of this row and this epoch
     */
    void apply(float[] from, float[] to, int at, RandomStream random);
}

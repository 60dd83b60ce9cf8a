package org.whittle.train.program;

import ai.djl.ndarray.NDArray;

/** Dropout's multipliers of the steps of a call. */
interface Masks {

    /** Where {@link #draw} puts them. */
    NDArray array();

    /** Elements of a step's. */
    int stepSize();

    /** Draws those of consecutive batches of an epoch. */
    void draw(int epoch, int firstBatch, int steps);
}

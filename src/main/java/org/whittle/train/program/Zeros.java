package org.whittle.train.program;

import ai.djl.ndarray.NDArray;

/**
 * Parameters that stay 0, which gradients and optimizers might change.
 *
 * @param free 1 where a parameter is trained and 0 where it stays 0, in the extents that the program multiplies
 *     gradients with
 * @param fills whether an optimizer divides by the size of a gradient: then they are also written over
 */
record Zeros(NDArray free, boolean fills) {
}

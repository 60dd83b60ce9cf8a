package org.whittle.score.step;

/** How numeric features are brought to one scale, with statistics of the training rows. */
public enum Scaling {
    /** Mean 0 and standard deviation 1. */
    STANDARD,
    /** From 0 to 1. */
    MIN_MAX,
    /** Median 0 and a range of 1 between the quartiles. */
    ROBUST,
    /** As they are. */
    NONE
}

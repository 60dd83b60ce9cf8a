package org.whittle.goal;

/** Which values of a metric are better. */
public enum Direction {
    /** Larger ones, as of accuracy. */
    MAXIMIZE,
    /** Smaller ones, as of a loss. */
    MINIMIZE
}

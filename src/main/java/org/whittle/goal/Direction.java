package org.whittle.goal;

/** Which values of a metric are better. */
public enum Direction {
    MAXIMIZE, MINIMIZE
}

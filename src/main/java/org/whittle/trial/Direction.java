package org.whittle.trial;

/** Which values of a metric are better. */
public enum Direction {
    MAXIMIZE, MINIMIZE
}

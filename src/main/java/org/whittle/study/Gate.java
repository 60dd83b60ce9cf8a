package org.whittle.study;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the final model must reach on the test rows; otherwise the study ends with exit code 3.
 *
 * @param above metrics that must be at least this value
 * @param below metrics that must be at most this value
 * @param betterThanBaseline whether the objective's test value must be better than the baseline's
 * @param worseThanBaseline whether it fails the gate to be worse than the baseline, by the interval of the difference
 */
public record Gate(SortedMap<String, Double> above, SortedMap<String, Double> below, boolean betterThanBaseline,
                   WorseThanBaseline worseThanBaseline) {

    /**
     * What follows from a winner that is significantly worse than the baseline: a warning, or a warning and exit code
     * 3.
     */
    public enum WorseThanBaseline { WARN, FAIL }

    /** A gate that only warns of a winner worse than its baseline. */
    public Gate(SortedMap<String, Double> above, SortedMap<String, Double> below, boolean betterThanBaseline) {
        this(above, below, betterThanBaseline, WorseThanBaseline.WARN);
    }

    public static final Gate NONE = new Gate(new TreeMap<>(), new TreeMap<>(), false);

    public Gate {
        above = Collections.unmodifiableSortedMap(new TreeMap<>(above));
        below = Collections.unmodifiableSortedMap(new TreeMap<>(below));
    }
}

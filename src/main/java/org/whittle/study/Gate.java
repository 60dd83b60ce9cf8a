package org.whittle.study;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.Collections;

/**
 * What the final model must reach on the test rows; otherwise the study ends with exit code 3.
 *
 * @param above metrics that must be at least this value
 * @param below metrics that must be at most this value
 * @param betterThanBaseline whether the objective's test value must be better than the baseline's
 */
public record Gate(SortedMap<String, Double> above, SortedMap<String, Double> below, boolean betterThanBaseline) {

    public static final Gate NONE = new Gate(new TreeMap<>(), new TreeMap<>(), false);

    public Gate {
        above = Collections.unmodifiableSortedMap(new TreeMap<>(above));
        below = Collections.unmodifiableSortedMap(new TreeMap<>(below));
    }
}

package org.whittle.goal;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one epoch of one trial measured.
 *
 * @param epoch from 1, counted since the trial was fresh
 * @param metrics by {@linkplain Metric#key name}; validation metrics unless the name says otherwise
 * @param seconds wall time of the epoch, evaluation included
 */
public record EpochRecord(int epoch, SortedMap<String, Double> metrics, double seconds) implements Serializable {
    public EpochRecord {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }
}

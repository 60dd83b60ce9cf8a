package org.whittle.work;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Estimate;
import org.whittle.goal.TrialId;

/**
 * What a final network scored on the test rows.
 *
 * @param metrics by metric name, each with its interval
 * @param advantage of this model over the last one of the evaluation (the baseline), metric by metric, with a paired
 *     interval; value − baseline's value, whatever the direction; empty for the last one itself
 */
public record TestResult(TrialId trial, SortedMap<String, Estimate> metrics, SortedMap<String, Estimate> advantage)
        implements Serializable {
    public TestResult {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        advantage = Collections.unmodifiableSortedMap(new TreeMap<>(advantage));
    }
}

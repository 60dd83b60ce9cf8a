package org.whittle.goal;

import java.io.Serializable;

/**
 * A trial's number within its study, in the order of proposal; 0 is the baseline.
 */
public record TrialId(int value) implements Comparable<TrialId>, Serializable {

    /** The trial that the study's default configuration is trained as. */
    public static final TrialId BASELINE = new TrialId(0);

    /** @throws IllegalArgumentException if it is negative */
    public TrialId {
        if (value < 0) {
            throw new IllegalArgumentException("A trial id must not be negative: " + value);
        }
    }

    @Override
    public int compareTo(TrialId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}

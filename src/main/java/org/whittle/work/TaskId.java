package org.whittle.work;

import java.io.Serializable;
import java.util.Comparator;
import org.whittle.goal.TrialId;

/**
 * What one task trains: a trial on one fold. In a study without cross-validation there is fold 0 alone, and names are
 * the trial's.
 *
 * @param fold division into training and validation rows, from 0
 */
public record TaskId(TrialId trial, int fold) implements Comparable<TaskId>, Serializable {

    private static final Comparator<TaskId> ORDER = Comparator.comparing(TaskId::trial).thenComparing(TaskId::fold);

    /** @throws IllegalArgumentException if the fold is negative */
    public TaskId {
        if (fold < 0) {
            throw new IllegalArgumentException("A fold must not be negative: " + fold);
        }
    }

    /** By trial, then by fold. */
    @Override
    public int compareTo(TaskId other) {
        return ORDER.compare(this, other);
    }

    /** For names of files: {@code 17}, or {@code 17.fold-2}. */
    public String name() {
        return fold == 0 ? trial.toString() : "%s.fold-%d".formatted(trial, fold);
    }

    /** For people: {@code 17}, or {@code 17 (fold 2)}. */
    @Override
    public String toString() {
        return fold == 0 ? trial.toString() : "%s (fold %d)".formatted(trial, fold);
    }
}

package org.whittle.data.row;

import java.io.Serializable;
import org.whittle.data.column.SplitPart;
import org.whittle.study.DataSpec;

/**
 * How many rows of a class, or of the whole table, go to each split.
 *
 * @param training 0 or less if there are too few rows for all three
 */
public record SplitQuota(long training, long validation, long test) implements Serializable {

    /**
     * Validation and test rows get their rounded share, but at least one; training rows are what is left.
     *
     * @param shares need not sum to 1
     */
    public static SplitQuota of(long rows, DataSpec.Split.ByHash shares) {
        double sum = shares.training() + shares.validation() + shares.test();
        long validation = Math.max(1, Math.round(rows * shares.validation() / sum));
        long test = Math.max(1, Math.round(rows * shares.test() / sum));
        return new SplitQuota(rows - validation - test, validation, test);
    }

    /** Whether every split gets a row. */
    public boolean suffices() {
        return training > 0;
    }

    /**
     * The split of a row.
     *
     * @param rank from 1 on, in the order of the rows' hashes
     */
    public SplitPart at(long rank) {
        if (rank <= training) {
            return SplitPart.TRAINING;
        }
        return rank <= training + validation ? SplitPart.VALIDATION : SplitPart.TEST;
    }
}

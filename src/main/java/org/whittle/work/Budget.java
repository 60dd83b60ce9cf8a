package org.whittle.work;

import java.io.Serializable;

/**
 * What a trial may have spent in total when it reports: the resource <em>r</em> of successive halving.
 *
 * @param epochs passes over the training rows since the trial was fresh, at least 1
 */
public record Budget(int epochs) implements Serializable {
    /** @throws IllegalArgumentException if there is no epoch */
    public Budget {
        if (epochs < 1) {
            throw new IllegalArgumentException("A budget must be at least one epoch: " + epochs);
        }
    }
}

package org.whittle.goal;

/** Which epoch of a trial is kept, and so what the trial is worth: see {@link Objectives#representative}. */
public enum Keep {
    /** The best one so far. */
    BEST_EPOCH,
    /** The last one; the best if early stopping ended the trial, since what came after it was only patience. */
    LAST_EPOCH
}

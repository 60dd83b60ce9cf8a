package org.whittle.work;

import java.io.Serializable;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;

/**
 * One trial's work in one rung, on one fold: train this configuration from here until its budget is spent.
 *
 * @param bracket number of the bracket; 0 is the baseline's
 * @param rung index within the bracket, from 0
 * @param configuration the tuned hyperparameters; everything else comes from the study's training defaults
 * @param target total epochs when the task is done
 * @param seed key of the trial's own random streams (initial weights, dropout) on this fold; batch order is the study's
 * @param fold division into training and validation rows, from 0
 */
public record TrialTask(TrialId id, int bracket, int rung, Configuration configuration, Start start, Budget target,
                        long seed, int fold) implements Serializable {

    /** On the only fold, or the first. */
    public TrialTask(TrialId id, int bracket, int rung, Configuration configuration, Start start, Budget target,
                     long seed) {
        this(id, bracket, rung, configuration, start, target, seed, 0);
    }

    /** The trial on this fold. */
    public TaskId key() {
        return new TaskId(id, fold);
    }
}

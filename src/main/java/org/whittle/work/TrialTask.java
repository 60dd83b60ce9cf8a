package org.whittle.work;

import java.io.Serializable;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;

/**
 * One trial's work in one rung: train this configuration from here until its budget is spent.
 *
 * @param bracket number of the bracket; 0 is the baseline's
 * @param rung index within the bracket, from 0
 * @param configuration the tuned hyperparameters; everything else comes from the study's training defaults
 * @param target total epochs when the task is done
 * @param seed key of the trial's own random streams (initial weights, dropout); batch order is the study's
 */
public record TrialTask(TrialId id, int bracket, int rung, Configuration configuration, Start start, Budget target,
                        long seed) implements Serializable {
}

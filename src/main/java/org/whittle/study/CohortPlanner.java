package org.whittle.study;

import java.io.Serializable;
import java.util.List;
import org.whittle.work.TrialTask;

/** Groups a rung's tasks into cohorts. A function of the study, never of the cluster. */
public interface CohortPlanner extends Serializable {

    /**
     * @param tasks of a rung, in trial order
     * @param epochs that each of them is to train, at least 1
     * @return the rung's tasks, each in exactly one cohort; the costliest cohort first, so that stages end evenly
     */
    List<List<TrialTask>> plan(List<TrialTask> tasks, int epochs);
}

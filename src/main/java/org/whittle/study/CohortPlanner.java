package org.whittle.study;

import java.io.Serializable;
import java.util.List;
import org.whittle.schedule.Rung;
import org.whittle.work.TrialTask;

/** Groups a rung's tasks into cohorts. A function of the study, never of the cluster. */
public interface CohortPlanner extends Serializable {

    /**
     * @return the rung's tasks, each in exactly one cohort; the costliest cohort first, so that stages end evenly
     */
    List<List<TrialTask>> plan(Rung rung);
}

package org.whittle.spark;

import java.io.Serializable;
import java.util.List;
import org.whittle.work.TrialTask;

/**
 * What is left to train of a cohort.
 *
 * @param name bracket, rung and index within the rung, for instance {@code 1.0.3}
 */
record CohortWork(String name, List<TrialTask> tasks) implements Serializable {
    CohortWork {
        tasks = List.copyOf(tasks);
    }
}

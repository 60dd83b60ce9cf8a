package org.whittle.work;

import java.io.IOException;
import java.util.List;

/** Trains cohorts. */
public interface TrialRunner {

    /**
     * Trains the trials of one cohort until each has spent its budget, diverged or failed.
     *
     * <p>A run whose thread is interrupted is not wanted any more. It stops soon, with an
     * {@link java.io.InterruptedIOException}; what it would still report is not kept.
     *
     * @param cohort tasks of one rung; at least one
     * @return one outcome for each task, in the tasks' order
     * @throws LostCheckpointException if tasks cannot begin, because their checkpoints are gone or damaged; no task was
     *     begun
     * @throws IOException if data or checkpoints cannot be read or written: the task may be tried again elsewhere
     */
    List<TrialOutcome> run(List<TrialTask> cohort) throws IOException;
}

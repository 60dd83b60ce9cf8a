package org.whittle.trial;

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
     * @throws IOException if data or checkpoints cannot be read or written: the task may be tried again elsewhere
     */
    List<TrialOutcome> run(List<TrialTask> cohort) throws IOException;

    /**
     * Does the same and hands over each outcome as soon as it is known, so that what was finished is kept if the
     * executor is lost before its cohort is done. A runner whose members end at different times says so by overriding
     * this.
     *
     * @param finished told once for each task, in any order; what it throws ends the run
     */
    default void run(List<TrialTask> cohort, OutcomeSink finished) throws IOException {
        for (TrialOutcome outcome : run(cohort)) {
            finished.accept(outcome);
        }
    }
}

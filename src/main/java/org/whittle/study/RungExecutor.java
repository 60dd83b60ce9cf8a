package org.whittle.study;

import java.util.List;
import java.util.function.Consumer;
import org.whittle.schedule.Rung;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Runs rungs, normally on a cluster. May be called from several threads at once. */
public interface RungExecutor {

    /**
     * Trains the rung's trials and returns when all of them have reported.
     *
     * <p>Trials whose outcome an earlier attempt left in the study directory are not trained again. If the calling
     * thread is interrupted, the rung's running tasks are cancelled.
     *
     * @param cohorts the rung's tasks, each in exactly one cohort
     * @param arrived called once for each outcome as it arrives, on any thread
     * @return outcomes in the order of {@code rung.tasks()}, and how the slots were used
     * @throws InfrastructureException if a task failed more often than Spark retries it
     * @throws InterruptedException if the thread was interrupted; no task of the rung runs any more
     */
    Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
            throws InterruptedException;

    /**
     * @param outcomes one for each task of the rung, in its order
     * @param seconds wall time from the start of the stage to its last task's end
     * @param idleSeconds slot-seconds in which a slot had finished its last task of the stage and waited at the barrier
     */
    record Execution(List<TrialOutcome> outcomes, double seconds, double idleSeconds) {
    }
}

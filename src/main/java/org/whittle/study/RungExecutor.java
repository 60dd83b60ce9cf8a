package org.whittle.study;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.whittle.schedule.Rung;
import org.whittle.work.TaskId;
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
     * @return outcomes in the order of {@code rung.tasks()}, which tasks could not begin, and how the slots were used
     * @throws InfrastructureException if a task failed more often than Spark retries it
     * @throws InterruptedException if the thread was interrupted; no task of the rung runs any more
     */
    Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
            throws InterruptedException;

    /**
     * Trains cohorts of a rung that has ended once more, for the sake of the checkpoints that they leave. Outcomes that
     * lie in the study directory are neither looked at nor replaced.
     *
     * @param part the rung, with the tasks of the cohorts
     * @see #execute
     */
    default Execution repeat(Rung part, List<List<TrialTask>> cohorts) throws InterruptedException {
        return execute(part, cohorts, outcome -> { });
    }

    /**
     * @param outcomes one for each task of the rung that could begin, in its order
     * @param seconds wall time from the start of the stage to its last task's end
     * @param idleSeconds slot-seconds in which a slot had finished its last task of the stage and waited at the barrier
     * @param lost the tasks that could not begin, because the checkpoint they were to go on from is gone or damaged;
     *     nobody of their cohorts has an outcome then
     */
    record Execution(List<TrialOutcome> outcomes, double seconds, double idleSeconds, Set<TaskId> lost) {

        /** Of a rung in which every task has an outcome. */
        public Execution(List<TrialOutcome> outcomes, double seconds, double idleSeconds) {
            this(outcomes, seconds, idleSeconds, Set.of());
        }
    }
}

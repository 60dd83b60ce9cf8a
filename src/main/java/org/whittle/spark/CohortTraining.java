package org.whittle.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.whittle.study.OutcomeStore;
import org.whittle.work.LostCheckpointException;
import org.whittle.work.TaskId;
import org.whittle.work.Trainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** One Spark task: trains a cohort, unless another attempt has finished it already, and keeps its outcomes. */
record CohortTraining(Trainer trainer, OutcomeStore store) implements StageWork<CohortWork, CohortTraining.Result> {

    /**
     * What a task delivers.
     *
     * @param outcomes of all members; none if members could not begin
     * @param lost the members that could not begin: another attempt would fare no better, so the task has not failed
     */
    record Result(ArrayList<TrialOutcome> outcomes, ArrayList<TaskId> lost) implements Serializable {
    }

    // What is put beside log lines is taken away again, and not looked at.
    @SuppressWarnings("try")
    @Override
    public Result apply(CohortWork cohort, TaskContext context) throws IOException {
        Optional<List<TrialOutcome>> known = store.find(cohort.tasks());
        if (known.isPresent()) {
            return new Result(new ArrayList<>(known.get()), new ArrayList<>());
        }
        // Whatever trains logs with these beside: which task of Spark's, which cohort, which trials.
        String trials = cohort.tasks().stream().map(task -> task.id().toString()).distinct()
                .collect(Collectors.joining(","));
        try (CloseableThreadContext.Instance ids = CloseableThreadContext.put("cohort", cohort.name())
                        .put("trials", trials)
                        .put("task", Long.toString(context.taskAttemptId()))) {
            return new Result(new ArrayList<>(trained(cohort, context)), new ArrayList<>());
        } catch (LostCheckpointException e) {
            LogManager.getLogger(CohortTraining.class)
                    .warn("Cohort {} cannot begin: {}", cohort.name(), e.getMessage());
            return new Result(new ArrayList<>(), new ArrayList<>(e.tasks()));
        }
    }

    private List<TrialOutcome> trained(CohortWork cohort, TaskContext context) throws IOException {
        List<TrialOutcome> outcomes = trainer.runner(TaskPlace.of(context, cohort.name())).run(cohort.tasks());
        if (!outcomes.stream().map(TrialOutcome::key).toList()
                .equals(cohort.tasks().stream().map(TrialTask::key).toList())) {
            throw new IllegalStateException("The trainer reported %d outcomes for the %d trials of cohort %s"
                    .formatted(outcomes.size(), cohort.tasks().size(), cohort.name()));
        }
        // A task that is being stopped may report a failure that is none of the trial's.
        if (context.isInterrupted()) {
            throw new TaskKilledException();
        }
        store.save(outcomes);
        return outcomes;
    }
}

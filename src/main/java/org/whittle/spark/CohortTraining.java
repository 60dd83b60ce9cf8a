package org.whittle.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.whittle.study.OutcomeStore;
import org.whittle.work.Trainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** One Spark task: trains a cohort, unless another attempt has finished it already, and keeps its outcomes. */
record CohortTraining(Trainer trainer, OutcomeStore store) implements StageWork<CohortWork, ArrayList<TrialOutcome>> {

    @Override
    public ArrayList<TrialOutcome> apply(CohortWork cohort, TaskContext context) throws IOException {
        Optional<List<TrialOutcome>> known = store.find(cohort.tasks());
        if (known.isPresent()) {
            return new ArrayList<>(known.get());
        }
        List<TrialOutcome> outcomes = trainer.runner(TaskPlace.of(context, cohort.name())).run(cohort.tasks());
        if (!outcomes.stream().map(TrialOutcome::trial).toList()
                .equals(cohort.tasks().stream().map(TrialTask::id).toList())) {
            throw new IllegalStateException("The trainer reported %d outcomes for the %d trials of cohort %s"
                    .formatted(outcomes.size(), cohort.tasks().size(), cohort.name()));
        }
        // A task that is being stopped may report a failure that is none of the trial's.
        if (context.isInterrupted()) {
            throw new TaskKilledException();
        }
        store.save(outcomes);
        return new ArrayList<>(outcomes);
    }
}

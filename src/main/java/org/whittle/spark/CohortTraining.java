package org.whittle.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.whittle.study.OutcomeStore;
import org.whittle.trial.Trainer;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialTask;

/**
 * One Spark task: trains what nobody has finished yet, and keeps each outcome as soon as it is known.
 */
record CohortTraining(Trainer trainer, OutcomeStore store) implements StageWork<CohortWork, ArrayList<TrialOutcome>> {

    @Override
    public ArrayList<TrialOutcome> apply(CohortWork cohort, TaskContext context) throws IOException {
        Map<TrialId, TrialOutcome> known = new TreeMap<>();
        List<TrialTask> left = new ArrayList<>();
        for (TrialTask task : cohort.tasks()) {
            Optional<TrialOutcome> outcome = store.find(task);
            if (outcome.isPresent()) {
                known.put(task.id(), outcome.get());
            } else {
                left.add(task);
            }
        }
        if (!left.isEmpty()) {
            trainer.runner(TaskPlace.of(context, cohort.name())).run(left, outcome -> {
                keep(outcome, context);
                known.put(outcome.trial(), outcome);
            });
        }
        if (known.size() != cohort.tasks().size()) {
            throw new IllegalStateException("The trainer reported from %d of the %d trials of cohort %s"
                    .formatted(known.size(), cohort.tasks().size(), cohort.name()));
        }
        return new ArrayList<>(known.values());
    }

    // A task that is being stopped may report a failure that is none of the trial's.
    private void keep(TrialOutcome outcome, TaskContext context) throws IOException {
        if (context.isInterrupted()) {
            throw new TaskKilledException();
        }
        store.save(outcome);
    }
}

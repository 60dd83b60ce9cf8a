package org.whittle.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.whittle.schedule.Rung;
import org.whittle.trial.TrialTask;

/**
 * Cohorts of about equal cost, the costliest first: so a stage ends about everywhere at once.
 *
 * <p>The rung's tasks are dealt out, the costliest first, each to the cohort that has cost least so far. Bigger cohorts
 * save time where a cohort is trained as one; more cohorts keep more slots busy. Both numbers come from the study file,
 * and how many slots there are is not asked: the same study has the same cohorts on every cluster.
 *
 * @param cost of a task, but for its number of epochs, which is the same in all of a rung
 * @param maxSize most trials in a cohort, at least 1
 * @param minPerRung cohorts that a rung is divided into at least, if it has as many trials; at least 1
 */
public record CostOrderedCohorts(TrialCost cost, int maxSize, int minPerRung) implements CohortPlanner {

    private static final class Cohort {
        private final List<TrialTask> tasks = new ArrayList<>();
        private double cost;
    }

    private record Priced(TrialTask task, double cost) {
    }

    public CostOrderedCohorts {
        if (maxSize < 1 || minPerRung < 1) {
            throw new IllegalArgumentException("A rung needs a cohort, and a cohort a trial: %d per rung, of at most %d"
                    .formatted(minPerRung, maxSize));
        }
    }

    /** {@inheritDoc} Within a cohort, tasks are in trial order. */
    @Override
    public List<List<TrialTask>> plan(Rung rung) {
        int trials = rung.tasks().size();
        int count = Math.min(trials, Math.max(minPerRung, (trials + maxSize - 1) / maxSize));
        List<Cohort> cohorts = IntStream.range(0, count).mapToObj(i -> new Cohort()).toList();
        rung.tasks().stream().map(task -> new Priced(task, cost.epoch(task.configuration())))
                .sorted(Comparator.comparingDouble(Priced::cost).reversed().thenComparing(p -> p.task().id()))
                .forEach(priced -> deal(priced, cohorts));
        Comparator<TrialTask> inTrialOrder = Comparator.comparing(TrialTask::id);
        return cohorts.stream()
                .sorted(Comparator.comparingDouble((Cohort cohort) -> cohort.cost).reversed())
                .map(cohort -> cohort.tasks.stream().sorted(inTrialOrder).toList())
                .toList();
    }

    private void deal(Priced priced, List<Cohort> cohorts) {
        Cohort cheapest = cohorts.stream().filter(cohort -> cohort.tasks.size() < maxSize)
                .min(Comparator.comparingDouble(cohort -> cohort.cost)).orElseThrow();
        cheapest.tasks.add(priced.task());
        cheapest.cost += priced.cost();
    }
}

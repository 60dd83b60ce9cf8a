package org.whittle.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.whittle.schedule.Rung;
import org.whittle.study.InfrastructureException;
import org.whittle.study.OutcomeStore;
import org.whittle.study.RungExecutor;
import org.whittle.work.TaskId;
import org.whittle.work.Trainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Runs a rung as one Spark job of one stage, called {@linkplain Rung#title() what the rung is called}, with one task
 * for each cohort, started in the cohorts' order.
 *
 * <p>What is known already, from before a driver died, is taken from the {@link OutcomeStore}; if that is all, no job
 * is started. Cohorts are kept whole; where one is known in part nonetheless, because an earlier release divided the
 * rung in another way, the rest of it is trained.
 *
 * <p>Rungs that are executed at once, from several threads, share the cluster; see {@link SparkSettings} for how.
 */
public final class SparkRungExecutor implements RungExecutor, AutoCloseable {

    private final StageRunner stages;
    private final Trainer trainer;
    private final OutcomeStore store;

    /**
     * @param trainer sent to executors with every stage
     * @param store sent to executors with every stage
     */
    public SparkRungExecutor(SparkContext context, Trainer trainer, OutcomeStore store) {
        this.stages = new StageRunner(context);
        this.trainer = trainer;
        this.store = store;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Outcomes are handed to {@code arrived} on the calling thread, those of a cohort together. The wall time begins
     * when the job is submitted, so it includes waiting for slots that other rungs use. A slot is idle once it has
     * worked for this rung, none of the rung's tasks is left to start, and it works for no other rung either; one that
     * waits for several rungs is shared among them, so that idle times may be added up. A task that does not stop
     * within a minute of being cancelled is not waited for; what it still reports is not kept.
     */
    @Override
    public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
            throws InterruptedException {
        requireEachTaskOnce(rung, cohorts);
        Map<TaskId, TrialOutcome> outcomes = new TreeMap<>();
        Consumer<TrialOutcome> receive = outcome -> {
            outcomes.put(outcome.key(), outcome);
            arrived.accept(outcome);
        };
        known(rung).forEach(receive);
        return train(rung, left(rung, cohorts, outcomes.keySet()), store, outcomes, receive);
    }

    @Override
    public Execution repeat(Rung part, List<List<TrialTask>> cohorts) throws InterruptedException {
        requireEachTaskOnce(part, cohorts);
        Map<TaskId, TrialOutcome> outcomes = new TreeMap<>();
        return train(part, left(part, cohorts, Set.of()), new NoOutcomes(), outcomes,
                outcome -> outcomes.put(outcome.key(), outcome));
    }

    /** @param outcomes filled by {@code receive} */
    private Execution train(Rung rung, List<CohortWork> left, OutcomeStore kept, Map<TaskId, TrialOutcome> outcomes,
                            Consumer<TrialOutcome> receive) throws InterruptedException {
        Set<TaskId> lost = new TreeSet<>();
        double seconds = 0;
        double idleSeconds = 0;
        if (!left.isEmpty()) {
            long start = System.nanoTime();
            idleSeconds = stages.run(new Stage<>(rung.title(), SparkSettings.pool(rung.bracket()), left,
                    new CohortTraining(trainer, kept)), (index, cohort) -> {
                cohort.outcomes().forEach(receive);
                lost.addAll(cohort.lost());
            });
            seconds = (System.nanoTime() - start) / 1e9;
        }
        return new Execution(
                rung.tasks().stream()
                        .map(task -> outcomes.get(task.key()))
                        .filter(Objects::nonNull)
                        .toList(),
                seconds,
                idleSeconds,
                lost);
    }

    private List<TrialOutcome> known(Rung rung) {
        Set<TaskId> ids = rung.tasks().stream().map(TrialTask::key).collect(Collectors.toSet());
        try {
            return store.findAll(rung).stream().filter(outcome -> ids.contains(outcome.key())).toList();
        } catch (IOException e) {
            throw InfrastructureException.of(
                    "%s: cannot read the outcomes that are already there".formatted(rung.title()), e);
        }
    }

    private static List<CohortWork> left(Rung rung, List<List<TrialTask>> cohorts, Set<TaskId> known) {
        List<CohortWork> left = new ArrayList<>();
        for (int i = 0; i < cohorts.size(); i++) {
            List<TrialTask> tasks = cohorts.get(i).stream().filter(task -> !known.contains(task.key())).toList();
            if (!tasks.isEmpty()) {
                left.add(new CohortWork("%d.%d.%d".formatted(rung.bracket(), rung.index(), i), tasks));
            }
        }
        return left;
    }

    private static void requireEachTaskOnce(Rung rung, List<List<TrialTask>> cohorts) {
        List<TaskId> given = cohorts.stream().flatMap(List::stream).map(TrialTask::key).sorted().toList();
        List<TaskId> wanted = rung.tasks().stream().map(TrialTask::key).sorted().toList();
        if (!given.equals(wanted) || new TreeSet<>(given).size() != given.size()) {
            throw new IllegalArgumentException("%s: cohorts must hold each of its tasks once, not %s"
                    .formatted(rung.title(), given));
        }
    }

    /** Stops listening to Spark; the context stays open. */
    @Override
    public void close() {
        stages.close();
    }
}

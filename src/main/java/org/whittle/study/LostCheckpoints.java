package org.whittle.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Rung;
import org.whittle.schedule.RungResult;
import org.whittle.study.RungExecutor.Execution;
import org.whittle.work.Start;
import org.whittle.work.TaskId;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Runs a bracket's rungs, and where a trial cannot go on because its checkpoint is gone or damaged, has it trained
 * again from its last good state up to there.
 *
 * <pre>
 *   rung 2 is to begin:   trial 7 lacks what it left in rung 1
 *     rung 1 again, trial 7's cohort:   all lack what they left in rung 0, which was deleted when rung 1 was committed
 *       rung 0 again, their cohorts:    from initial weights
 *     rung 1 again, trial 7's cohort
 *   rung 2
 * </pre>
 *
 * <p>Whole cohorts are trained, as they were planned then: the last bits of a trial's numbers depend on who shares its
 * computation, and the study's tables are to be what they would have been. What the trials reported the first time
 * stays what they reported; the epochs that are trained again are no part of {@code stop.epochs}.
 */
final class LostCheckpoints {

    private final RungExecutor executor;
    private final CohortPlanner planner;
    private final Consumer<String> notices;
    private final List<RungResult> finished;
    private final Set<TrialId> trainedAgain = new TreeSet<>();

    /** Runs a rung, or a part of one. */
    @FunctionalInterface
    private interface Run {
        Execution of(Rung rung, List<List<TrialTask>> cohorts) throws InterruptedException;
    }

    /**
     * @param notices told what is done, a line each
     * @param finished the bracket's rungs before
     */
    LostCheckpoints(RungExecutor executor, CohortPlanner planner, Consumer<String> notices, List<RungResult> finished) {
        this.executor = executor;
        this.planner = planner;
        this.notices = notices;
        this.finished = List.copyOf(finished);
    }

    /**
     * Trains a rung's trials, as {@link RungExecutor#execute} does.
     *
     * @return with an outcome for each task
     * @throws InfrastructureException also if checkpoints that were made again cannot be found, or a trial now fails on
     *     the way to where it had been
     */
    Execution execute(Rung rung, Consumer<TrialOutcome> arrived) throws InterruptedException {
        Set<TaskId> told = new TreeSet<>();
        Consumer<TrialOutcome> once = outcome -> {
            if (told.add(outcome.key())) {
                arrived.accept(outcome);
            }
        };
        return run(rung, planned(rung), (part, cohorts) -> executor.execute(part, cohorts, once));
    }

    /** The trials that were trained again so far, in their order. */
    List<TrialId> trainedAgain() {
        return List.copyOf(trainedAgain);
    }

    private Execution run(Rung rung, List<List<TrialTask>> planned, Run run) throws InterruptedException {
        Map<String, String> restored = new TreeMap<>();
        double seconds = 0;
        double idle = 0;
        // While an earlier rung is trained again its first end may be committed, which deletes what it left: once a
        // rung.
        for (int attempts = 0; attempts <= rung.index() + 1; attempts++) {
            List<List<TrialTask>> cohorts = planned.stream()
                    .map(cohort -> cohort.stream().map(task -> from(task, restored)).toList()).toList();
            Execution execution = run.of(part(rung, cohorts), cohorts);
            seconds += execution.seconds();
            idle += execution.idleSeconds();
            if (execution.lost().isEmpty()) {
                return new Execution(execution.outcomes(), seconds, idle);
            }
            Set<String> lost = planned.stream()
                    .flatMap(List::stream)
                    .filter(task -> execution.lost().contains(task.key()))
                    .map(task -> ((Start.Resume) task.start()).checkpoint())
                    .collect(Collectors.toCollection(TreeSet::new));
            restored.putAll(rung.index() == 0 ? fresh(execution.lost(), lost)
                    : restore(finished.get(rung.index() - 1), lost));
        }
        throw new InfrastructureException("%s: the checkpoints that it goes on from were made again, and are gone again"
                .formatted(rung.title()), null);
    }

    /** Folds that begin anew in the midst of a bracket have more epochs to train: they are planned apart, and first. */
    private List<List<TrialTask>> planned(Rung rung) {
        List<TrialTask> beginning = rung.index() == 0 ? List.of()
                : rung.tasks().stream().filter(task -> task.start() instanceof Start.Fresh).toList();
        List<TrialTask> going = rung.tasks().stream().filter(task -> !beginning.contains(task)).toList();
        List<List<TrialTask>> cohorts = new ArrayList<>();
        if (!beginning.isEmpty()) {
            cohorts.addAll(planner.plan(beginning, rung.epochs()));
        }
        if (!going.isEmpty()) {
            cohorts.addAll(planner.plan(going, Math.max(1, rung.epochs() - rung.from())));
        }
        return cohorts;
    }

    private static Rung part(Rung rung, List<List<TrialTask>> cohorts) {
        return new Rung(rung.bracket(), rung.index(), rung.epochs(), rung.from(),
                cohorts.stream().flatMap(List::stream).sorted(Comparator.comparing(TrialTask::key)).toList());
    }

    /** @param restored where checkpoints are now, by where they were; empty: nowhere */
    private static TrialTask from(TrialTask task, Map<String, String> restored) {
        if (!(task.start() instanceof Start.Resume resume) || !restored.containsKey(resume.checkpoint())) {
            return task;
        }
        String now = restored.get(resume.checkpoint());
        return new TrialTask(task.id(), task.bracket(), task.rung(), task.configuration(),
                now.isEmpty() ? new Start.Fresh() : new Start.Resume(now, resume.copied()), task.target(), task.seed(),
                task.fold());
    }

    /**
     * A first rung goes on from checkpoints if it is that of {@link Finalists}: these train all of their epochs, then.
     */
    private Map<String, String> fresh(Set<TaskId> tasks, Set<String> lost) {
        notices.accept("what these trials left is gone or damaged: %s; they are trained from their first epoch again"
                .formatted(named(tasks)));
        tasks.forEach(task -> trainedAgain.add(task.trial()));
        Map<String, String> nowhere = new TreeMap<>();
        lost.forEach(path -> nowhere.put(path, ""));
        return nowhere;
    }

    /**
     * Has a rung leave checkpoints once more.
     *
     * @return where they are now, by where they were
     */
    private Map<String, String> restore(RungResult past, Set<String> lost) throws InterruptedException {
        Map<TaskId, String> were = new TreeMap<>();
        for (TrialOutcome outcome : past.outcomes()) {
            if (outcome instanceof TrialOutcome.Completed completed) {
                were.put(outcome.key(), completed.checkpoint());
            }
        }
        Set<TaskId> wanted = new TreeSet<>(were.keySet());
        wanted.removeIf(task -> !lost.contains(were.get(task)));
        List<List<TrialTask>> cohorts = planned(past.rung()).stream()
                .filter(cohort -> cohort.stream().anyMatch(task -> wanted.contains(task.key()))).toList();
        Rung again = part(past.rung(), cohorts);
        notices.accept(("what these trials left in bracket %d, rung %d is gone or damaged: %s; %s trained again up to "
                        + "epoch %d")
                .formatted(
                        again.bracket(),
                        again.index(),
                        named(wanted),
                        wanted.size() == again.tasks().size()
                                ? "they are"
                                : "they, and those that share their graphs, are",
                        again.epochs()));
        Map<String, String> restored = new TreeMap<>();
        for (TrialOutcome outcome : run(past.rung(), cohorts, executor::repeat).outcomes()) {
            if (outcome instanceof TrialOutcome.Completed completed) {
                restored.put(were.get(outcome.key()), completed.checkpoint());
            } else if (wanted.contains(outcome.key())) {
                throw new InfrastructureException(("Trial %s lost its checkpoint, and could not be trained again up to "
                        + "epoch %d").formatted(outcome.key(), again.epochs()), null);
            }
        }
        again.tasks().forEach(task -> trainedAgain.add(task.id()));
        return restored;
    }

    private static String named(Set<TaskId> tasks) {
        return tasks.stream().map(TaskId::toString).collect(Collectors.joining(", "));
    }
}

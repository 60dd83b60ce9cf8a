package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Rung;
import org.whittle.schedule.RungResult;
import org.whittle.space.Configuration;
import org.whittle.work.Budget;
import org.whittle.work.Execution;
import org.whittle.work.Start;
import org.whittle.work.TaskId;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Follows the trace of {@link LostCheckpoints}: eight trials, of which four and then two go on; cohorts of two. */
class LostCheckpointsTest {

    private final Set<String> saved = new HashSet<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final List<TrialId> arrived = new ArrayList<>();
    private final CohortPlanner pairs = (tasks, epochs) -> {
        List<List<TrialTask>> cohorts = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i += 2) {
            cohorts.add(tasks.subList(i, i + 2));
        }
        return cohorts;
    };

    /** Whether what is saved is gone at once. */
    private boolean forgetful;
    private String failing = "";

    @Test
    void aRungThatCanBeginIsTrainedAsEver() throws InterruptedException {
        saved.addAll(List.of("1/0", "1/1"));
        RungExecutor.Execution execution = lost().execute(rung(2, 0, 1), this::arrive);

        assertThat(execution.outcomes())
                .extracting(TrialOutcome::trial)
                .containsExactly(new TrialId(0), new TrialId(1));
        assertThat(calls).containsExactly("execute 2: 0 1");
        assertThat(notices).isEmpty();
    }

    @Test
    void whatIsGoneIsTrainedAgainFromTheLastGoodState() throws InterruptedException {
        saved.addAll(List.of("1/0", "0/0", "0/1", "0/2", "0/3"));
        LostCheckpoints lost = lost();
        lost.execute(rung(2, 0, 1), this::arrive);

        assertThat(calls).containsExactly("execute 2: 0 1", "repeat 1: 0 1", "execute 2: 0 1");
        assertThat(lost.trainedAgain()).containsExactly(new TrialId(0), new TrialId(1));
        assertThat(notices).singleElement().asString().contains("bracket 1, rung 1 is gone or damaged: 1;",
                "they, and those that share their graphs, are trained again up to epoch 3");
    }

    @Test
    void andFromInitialWeightsIfNothingIsLeft() throws InterruptedException {
        LostCheckpoints lost = lost();
        lost.execute(rung(2, 0, 1), this::arrive);

        assertThat(calls).containsExactly("execute 2: 0 1", "repeat 1: 0 1", "repeat 0: 0 1", "repeat 1: 0 1",
                "execute 2: 0 1");
        assertThat(arrived).containsExactly(new TrialId(0), new TrialId(1));
    }

    /** Finalists are the first rung of a bracket of their own. */
    @Test
    void aFinalistTrainsFromItsFirstEpochAgain() throws InterruptedException {
        saved.add("1/0");
        Rung finalists = new Rung(-1, 0, 9, 0, rung(2, 0, 1).tasks());
        LostCheckpoints lost = new LostCheckpoints(new Forgetting(), pairs, notices::add, List.of());
        assertThat(lost.execute(finalists, this::arrive).outcomes()).hasSize(2);

        assertThat(calls).containsExactly("execute 0: 0 1", "execute 0: 0 1");
        assertThat(lost.trainedAgain()).containsExactly(new TrialId(1));
        assertThat(notices).containsExactly(
                "what these trials left is gone or damaged: 1; they are trained from their first epoch again");
    }

    @Test
    void whatDoesNotStayIsAFaultOfTheInfrastructure() {
        forgetful = true;
        assertThatThrownBy(() -> lost().execute(rung(1, 0, 1, 2, 3), this::arrive))
                .isInstanceOf(InfrastructureException.class)
                .hasMessageContaining("were made again, and are gone again");
    }

    @Test
    void soIsATrialThatNowFailsOnTheWay() {
        failing = "0/1";
        assertThatThrownBy(() -> lost().execute(rung(1, 0, 1, 2, 3), this::arrive))
                .isInstanceOf(InfrastructureException.class).hasMessageContaining("Trial 1 lost its checkpoint");
    }

    private void arrive(TrialOutcome outcome) {
        arrived.add(outcome.trial());
    }

    private LostCheckpoints lost() {
        List<RungResult> finished = new ArrayList<>();
        for (Rung rung : List.of(rung(0, 0, 1, 2, 3, 4, 5, 6, 7), rung(1, 0, 1, 2, 3))) {
            finished.add(new RungResult(rung, rung.tasks().stream().map(LostCheckpointsTest::completed).toList()));
        }
        return new LostCheckpoints(new Forgetting(), pairs, notices::add, finished);
    }

    private static Rung rung(int index, int... trials) {
        int epochs = (int) Math.pow(3, index);
        return new Rung(
                1,
                index,
                epochs,
                index == 0 ? 0 : epochs / 3,
                IntStream.of(trials)
                        .mapToObj(trial -> new TrialTask(
                                new TrialId(trial),
                                1,
                                index,
                                Configuration.of(Map.of("units", trial)),
                                index == 0 ? new Start.Fresh() : new Start.Resume((index - 1) + "/" + trial),
                                new Budget(epochs),
                                trial))
                        .toList());
    }

    private static TrialOutcome completed(TrialTask task) {
        return new TrialOutcome.Completed(
                task.id(),
                1,
                task.rung(),
                List.of(),
                task.rung() + "/" + task.id(),
                false,
                Double.NaN,
                new Execution("here", "cpu", "c", 0, 0, 0));
    }

    /** Trains nothing, and looks for checkpoints among those that are saved. */
    private final class Forgetting implements RungExecutor {

        @Override
        public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> told) {
            return train("execute", rung, cohorts, told);
        }

        @Override
        public Execution repeat(Rung part, List<List<TrialTask>> cohorts) {
            return train("repeat", part, cohorts, outcome -> { });
        }

        private Execution train(String how, Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> told) {
            calls.add("%s %d:%s".formatted(how, rung.index(), rung.tasks().stream().map(task -> " " + task.id())
                    .reduce("", String::concat)));
            Map<TaskId, TrialOutcome> outcomes = new TreeMap<>();
            Set<TaskId> lost = new TreeSet<>();
            for (List<TrialTask> cohort : cohorts) {
                List<TaskId> gone = cohort.stream().filter(task -> task.start() instanceof Start.Resume resume
                        && !saved.contains(resume.checkpoint())).map(TrialTask::key).toList();
                lost.addAll(gone);
                if (gone.isEmpty()) {
                    cohort.forEach(task -> outcomes.put(task.key(), end(task)));
                }
            }
            outcomes.values().forEach(told);
            return new Execution(List.copyOf(outcomes.values()), 0, 0, lost);
        }

        private TrialOutcome end(TrialTask task) {
            TrialOutcome.Completed completed = (TrialOutcome.Completed) completed(task);
            if (completed.checkpoint().equals(failing)) {
                return new TrialOutcome.Failed(
                        task.id(), 1, task.rung(), List.of(), "no memory", completed.execution());
            }
            if (!forgetful) {
                saved.add(completed.checkpoint());
            }
            return completed;
        }
    }
}

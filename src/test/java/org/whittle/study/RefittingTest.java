package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.whittle.goal.TrialId;
import org.whittle.study.LedgerEvent.RefitRejected;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;

/** A network that diverged, or that knows less than a constant, is never shipped. */
@Timeout(600)
class RefittingTest {

    private final StudySpec spec = Specs.hyperband(Specs.trials(6));
    private final MemoryLedger ledger = new MemoryLedger();
    private final List<RefitTask> refits = new ArrayList<>();

    @Test
    void anotherSeedIsTriedFirst() throws Exception {
        StudyState state = run((task, turn) -> turn == 0 && task.shipped());
        TrialId best = best(state, 0);
        assertThat(state.winner().orElseThrow().trial()).isEqualTo(best);
        assertThat(state.rejectedRefits()).singleElement().satisfies(rejected -> {
            assertThat(rejected.trial()).isEqualTo(best);
            assertThat(rejected.attempt()).isZero();
            assertThat(rejected.reason()).isEqualTo("diverged in epoch 9");
        });
        List<Long> seeds = refits.stream()
                .filter(t -> t.trial().equals(best))
                .map(t -> t.segments().get(0).seed())
                .toList();
        assertThat(seeds).hasSize(2).doesNotHaveDuplicates().first().isEqualTo(BracketRun.seed(spec, best));
        assertThat(warnings(state)).singleElement().asString().contains("trial " + best, "with another seed");
        assertThat(state.tested()).isPresent();
    }

    @Test
    void thenTheNextBestTrialHasItsTurn() throws Exception {
        Set<TrialId> bad = new HashSet<>();
        StudyState state = run((task, turn) -> {
            if (bad.isEmpty()) {
                bad.add(task.trial());
            }
            return bad.contains(task.trial());
        });
        TrialId next = best(state, 1);
        assertThat(bad).containsExactly(best(state, 0));
        assertThat(state.winner().orElseThrow().trial()).isEqualTo(next);
        assertThat(state.winner().orElseThrow().value())
                .isEqualTo(state.trials().get(next.value()).value(spec.objectives()));
        assertThat(state.rejectedRefits()).extracting(RefitRejected::attempt).containsExactly(0, 1);
        assertThat(state.refitted().orElseThrow().models().get(0).trial()).isEqualTo(next);
        assertThat(state.openings()).singleElement().extracting(LedgerEvent.LockBoxOpened::winner).isEqualTo(next);
        assertThat(warnings(state)).singleElement().asString()
                .contains("diverged in epoch 9, twice", "the winner is trial " + next);
    }

    @Test
    void whereNoneIsLeftTheStudyFailsAndKeepsFailing() throws Exception {
        for (int run = 0; run < 2; run++) {
            assertThatThrownBy(() -> run((task, turn) -> task.shipped())).isInstanceOf(StudyException.class)
                    .hasMessageContaining("every refit of every trial was rejected");
        }
        StudyState state = new StudyState(ledger.read());
        assertThat(state.rejectedRefits()).hasSize(12);
        assertThat(refits.stream().filter(RefitTask::shipped)).as("not tried again").hasSize(12);
        assertThat(state.openings()).isEmpty();
        assertThat(warnings(state)).hasSize(6).allMatch(text -> text.contains("It is not shipped."));
    }

    @Test
    void withoutABaselineThereIsNothingToCompareWith() throws Exception {
        StudyState state = run((task, turn) -> !task.shipped());
        assertThat(state.refitted().orElseThrow().models())
                .extracting(FinalModel::trial)
                .containsExactly(best(state, 0));
        assertThat(warnings(state)).singleElement().asString().contains("trial 0", "no baseline to compare");
    }

    @Test
    void aDriverKilledInBetweenIsFollowedByOneThatGoesOn() throws Exception {
        BiPredicate<RefitTask, Integer> diverges =
                (task, turn) -> task.trial().equals(new TrialId(best(4))) && task.shipped();
        StudyState whole = run(diverges);
        int commits = ledger.commits();
        for (int kill = commits - 8; kill < commits; kill++) {
            MemoryLedger interrupted = new MemoryLedger(kill);
            assertThatThrownBy(() -> run(diverges, interrupted)).isInstanceOf(MemoryLedger.Killed.class);
            interrupted.reviveFor(200);
            StudyState resumed = run(diverges, interrupted);
            assertThat(resumed.winner()).isEqualTo(whole.winner());
            assertThat(resumed.rejectedRefits()).isEqualTo(whole.rejectedRefits());
            assertThat(resumed.openings()).hasSize(1);
        }
    }

    /** The winner of a study whose refits are all sound. */
    private int best(int delays) {
        try {
            MemoryLedger own = new MemoryLedger();
            return new Study(spec, ports(new SyntheticCluster(delays), own))
                    .run("data", new TreeMap<>())
                    .winner()
                    .orElseThrow()
                    .trial()
                    .value();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private TrialId best(StudyState state, int rank) {
        return StudyState.ranked(state.trials(), spec.objectives()).get(rank).id();
    }

    private List<String> warnings(StudyState state) {
        return Warnings.of(spec, state).stream()
                .filter(w -> w.code().equals(Warnings.REFIT_REJECTED))
                .map(Warning::text)
                .toList();
    }

    private StudyState run(BiPredicate<RefitTask, Integer> diverges) throws Exception {
        return run(diverges, ledger);
    }

    /** @param diverges whether a refit does, by its task and how many stages of refits there were before */
    private StudyState run(BiPredicate<RefitTask, Integer> diverges, MemoryLedger own) throws Exception {
        return new Study(spec, ports(new SyntheticCluster(1) {
            private int turn;

            @Override
            public List<FinalModel> refit(List<RefitTask> tasks) {
                refits.addAll(tasks);
                List<FinalModel> models = tasks.stream().map(task -> new FinalModel(task.trial(), task.epochs(),
                        task.directory(), diverges.test(task, turn) ? Double.NaN : 0.1, 1, 100, 0)).toList();
                turn++;
                return models;
            }
        }, own)).run("data", new TreeMap<>());
    }

    private static Study.Ports ports(SyntheticCluster cluster, MemoryLedger ledger) {
        return cluster.ports(ledger, new MemoryFiles(), Clock.systemUTC());
    }
}

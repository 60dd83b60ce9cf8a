package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.TrialId;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.schedule.Ascent;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.SuccessiveHalving;
import org.whittle.study.LedgerEvent.Finalist;
import org.whittle.study.LedgerEvent.FinalistsEntered;
import org.whittle.study.LedgerEvent.RungFinished;

/** The best trials of a search that a stop rule ended in the middle of a race. */
@Timeout(600)
class FinalistsTest {

    private final MemoryLedger ledger = new MemoryLedger();
    private final SyntheticCluster cluster = new SyntheticCluster(1);

    @Test
    void ofASearchThatEndedAmongShortTrialsTheBestTrainInFull() throws Exception {
        StudyState state = run(ascent(trials(10, 3)), cluster);
        // Two screened populations of 6 and 3 trials with 3 epochs each; the baseline alone was trained in full.
        List<Trial> before = StudyState.ranked(new StudyState(state.events().subList(0,
                state.events().indexOf(state.finalists().get(0)))).trials(), ascent(trials(10, 3)).objectives());
        assertThat(before)
                .filteredOn(t -> t.epochs() == 27)
                .singleElement()
                .extracting(Trial::id)
                .isEqualTo(TrialId.BASELINE);
        List<TrialId> best = before.subList(0, 3).stream()
                .map(Trial::id)
                .filter(id -> !id.equals(TrialId.BASELINE))
                .sorted()
                .toList();
        assertThat(best).isNotEmpty();

        FinalistsEntered entered = state.finalists().get(0);
        assertThat(entered.finalists()).extracting(Finalist::trial).isEqualTo(best);
        assertThat(entered.finalists()).as("they had ended").extracting(Finalist::checkpoint).containsOnly("");
        assertThat(state.rungs().get(state.rungs().size() - 1)).satisfies(rung -> {
            assertThat(rung.bracket()).isEqualTo(-1);
            assertThat(rung.epochs()).isEqualTo(27);
        });
        for (TrialId id : best) {
            Trial trial = state.trials().get(id.value());
            assertThat(trial.curve().epochs()).extracting(EpochRecord::epoch)
                    .isEqualTo(IntStream.rangeClosed(1, 27).boxed().toList());
            assertThat(trial.state()).isEqualTo(Trial.State.FINISHED);
            assertThat(trial.bracket()).as("its own").isPositive();
        }
        winnerIsBest(state);
        assertThat(state.winner().orElseThrow().epoch()).isEqualTo(27);
        assertThat(state.searchEnded().orElseThrow().reason()).isEqualTo("stop.trials reached: 10");
    }

    @Test
    void trialsThatWereToGoOnDoSoFromTheirCheckpoints() throws Exception {
        // The first rung of the race brings no gain over the baseline, so three trials that were promoted are left
        // standing.
        StudySpec spec = Specs.of(new RandomSampler(), new SuccessiveHalving(9, 1, 9, 3, 4),
                new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(), OptionalDouble.empty(),
                        Optional.of(new StopRules.Plateau(4, 0.001)), OptionalDouble.empty(), Optional.empty(), 4),
                List.of(), Specs.rate(0.3), Specs.SPACE);
        StudyState state = run(spec, cluster);
        assertThat(state.searchEnded().orElseThrow().reason()).startsWith("plateau");
        List<Finalist> finalists = state.finalists().stream().flatMap(e -> e.finalists().stream()).toList();
        assertThat(finalists).filteredOn(f -> !f.checkpoint().isEmpty()).isNotEmpty();
        RungFinished rung = state.rungs().get(state.rungs().size() - 1);
        for (Finalist finalist : finalists) {
            Trial trial = state.trials().get(finalist.trial().value());
            assertThat(trial.curve().epochs()).extracting(EpochRecord::epoch)
                    .isEqualTo(IntStream.rangeClosed(1, 9).boxed().toList());
            int trained = rung.outcomes().stream()
                    .filter(o -> o.trial().equals(finalist.trial()))
                    .findFirst()
                    .orElseThrow()
                    .epochs()
                    .size();
            if (finalist.checkpoint().isEmpty()) {
                assertThat(trained).isEqualTo(9);
            } else {
                assertThat(trained).isLessThan(9);
            }
        }
        winnerIsBest(state);
    }

    @Test
    void noneAreThereWhereNoMoreIsWanted() throws Exception {
        assertThat(run(ascent(Specs.trials(10).withFinalists(0)), cluster).finalists()).isEmpty();
        assertThat(new StudyState(fresh(ascent(Specs.target(0.2).withFinalists(3)))
                                .read())
                        .finalists())
                .as("target")
                .isEmpty();
        assertThat(new StudyState(
                                fresh(ascent(Specs.wallTime(Duration.ofNanos(1)).withFinalists(3)))
                                        .read())
                        .finalists())
                .as("time")
                .isEmpty();
        assertThat(new StudyState(fresh(ascent(StopRules.NONE.withFinalists(3))).read()).finalists())
                .as("the scheduler was done")
                .isEmpty();
        StudySpec full = Specs.of(
                new RandomSampler(),
                new FullTraining(100, 5, 9),
                Specs.trials(10).withFinalists(3),
                List.of(),
                Specs.SPACE);
        assertThat(new StudyState(fresh(full).read()).finalists()).as("all were trained in full").isEmpty();
        StudySpec regret = Specs.of(
                new RandomSampler(),
                new FullTraining(200, 10, 9),
                Specs.regret(0.05).withFinalists(3),
                List.of(),
                Specs.SPACE);
        StudyState bounded = new StudyState(fresh(regret).read());
        assertThat(bounded.searchEnded().orElseThrow().reason()).startsWith("regret");
        assertThat(bounded.finalists()).as("regret").isEmpty();
    }

    @Test
    void ofADriverThatWasKilledTheNextTrainsTheSame() throws Exception {
        StudySpec spec = ascent(trials(10, 3));
        StudyState whole = run(spec, cluster);
        int commits = ledger.commits();
        for (int kill = 1; kill < commits; kill++) {
            MemoryLedger interrupted = new MemoryLedger(kill);
            SyntheticCluster same = new SyntheticCluster(kill);
            assertThatThrownBy(() -> run(spec, same, interrupted)).isInstanceOf(MemoryLedger.Killed.class);
            interrupted.reviveFor(200);
            StudyState resumed = run(spec, same, interrupted);
            assertThat(resumed.rungs()).as("killed at commit %d", kill).isEqualTo(whole.rungs());
            assertThat(resumed.finalists()).isEqualTo(whole.finalists());
            assertThat(resumed.trials()).isEqualTo(whole.trials());
            assertThat(resumed.openings()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {30, 41, 45, 60, 72, 80, 95})
    void epochsAreNotOverspent(long limit) throws Exception {
        // Some finalists diverge, which leaves room for others.
        SyntheticCluster some =
                new SyntheticCluster(1, task -> task.bracket() < 0 && task.id().value() % 2 == 0 ? "diverged" : null);
        StudySpec spec = Specs.of(new RandomSampler(), new SuccessiveHalving(9, 1, 9, 3, 30),
                new StopRules(OptionalInt.of(14), OptionalLong.of(limit), Optional.empty(), OptionalDouble.empty(),
                        Optional.empty(), OptionalDouble.empty(), Optional.empty(), 4), List.of(), Specs.SPACE);
        StudyState state = run(spec, some);
        assertThat(trained(state)).isLessThanOrEqualTo(limit);
        for (int kill = 4; kill < ledger.commits(); kill++) {
            MemoryLedger interrupted = new MemoryLedger(kill);
            assertThatThrownBy(() -> run(spec, some, interrupted)).isInstanceOf(MemoryLedger.Killed.class);
            interrupted.reviveFor(200);
            assertThat(run(spec, some, interrupted).rungs()).isEqualTo(state.rungs());
        }
    }

    @Test
    void aSearchThatGoesOnUnderOtherRulesIsNoOtherForThem() throws Exception {
        StudyState first = run(ascent(trials(10, 3)), cluster);
        TrialId finalist = first.finalists().get(0).finalists().get(0).trial();
        StudyState more = run(ascent(trials(25, 3)), cluster);
        MemoryLedger other = new MemoryLedger();
        run(ascent(trials(10, 0)), new SyntheticCluster(2), other);
        StudyState without = run(ascent(trials(25, 0)), new SyntheticCluster(3), other);
        assertThat(more.rungs()).filteredOn(r -> r.bracket() >= 0).isEqualTo(without.rungs());
        assertThat(more.trials().get(finalist.value()))
                .as("it is as it ended")
                .isEqualTo(first.trials().get(finalist.value()));
        List<TrialId> all = more.finalists().stream()
                .flatMap(e -> e.finalists().stream())
                .map(Finalist::trial)
                .toList();
        assertThat(all).as("none trains twice").doesNotHaveDuplicates();
        assertThat(more.finalists()).extracting(e -> e.plan().number()).doesNotHaveDuplicates();
        winnerIsBest(more);
    }

    /** A rule that leaves the scheduler's last bracket no room for all of its trials has ended the search. */
    @Test
    void whatALastBracketHadNoRoomForComesWhenThereIs() throws Exception {
        StudyState five = run(halving(5), cluster);
        assertThat(five.trials()).hasSize(5);
        assertThat(five.searchEnded().orElseThrow().reason()).isEqualTo("stop.trials reached: 5");
        assertThat(five.finalists()).isNotEmpty();
        winnerIsBest(five);

        StudyState eight = run(halving(8), cluster);
        assertThat(eight.trials()).hasSize(8);
        assertThat(eight.searchEnded().orElseThrow().reason()).isEqualTo("stop.trials reached: 8");

        StudyState all = run(halving(20), cluster);
        assertThat(all.trials()).hasSize(10);
        assertThat(all.searchEnded().orElseThrow().reason()).isEqualTo("the scheduler is done");
        assertThat(all.brackets()).extracting(b -> b.plan().trials()).containsExactly(1, 4, 3, 2);
        winnerIsBest(all);
    }

    private static StudySpec halving(int trials) {
        return Specs.of(new RandomSampler(), new SuccessiveHalving(9, 1, 9, 3, 1), trials(trials, 3), List.of(),
                Specs.SPACE);
    }

    @Test
    void oneThatDivergesIsNoWinner() throws Exception {
        SyntheticCluster all = new SyntheticCluster(1, task -> task.bracket() < 0 ? "diverged" : null);
        StudyState state = run(ascent(trials(10, 3)), all);
        List<TrialId> finalists = state.finalists().get(0).finalists().stream().map(Finalist::trial).toList();
        assertThat(finalists).isNotEmpty().allSatisfy(id -> assertThat(state.trials().get(id.value()).state())
                .isEqualTo(Trial.State.DIVERGED));
        assertThat(finalists).doesNotContain(state.winner().orElseThrow().trial());
    }

    private static void winnerIsBest(StudyState state) {
        assertThat(state.winner().orElseThrow().trial()).isEqualTo(state.trials().stream().filter(Trial::isComparable)
                .min(Comparator.comparingDouble((Trial t) -> -t.curve().epochs().stream()
                        .mapToDouble(e -> e.metrics().get("accuracy")).max().orElseThrow()).thenComparing(Trial::id))
                .orElseThrow().id());
    }

    private static long trained(StudyState state) {
        return state.rungs().stream().flatMap(r -> r.outcomes().stream()).mapToLong(o -> o.epochs().size()).sum();
    }

    private static StopRules trials(int most, int finalists) {
        return Specs.trials(most).withFinalists(finalists);
    }

    private static StudySpec ascent(StopRules rules) {
        return Specs.of(new GaussianProcessSampler(), new Ascent(1, 27, 3, 9, 6), rules, List.of(), Specs.SPACE);
    }

    private MemoryLedger fresh(StudySpec spec) throws Exception {
        MemoryLedger other = new MemoryLedger();
        try {
            run(spec, new SyntheticCluster(1), other);
        } catch (StudyException nothingTrained) {
            assertThat(spec.stop().wallTime()).isPresent();
        }
        return other;
    }

    private StudyState run(StudySpec spec, SyntheticCluster on) throws Exception {
        return run(spec, on, ledger);
    }

    private static StudyState run(StudySpec spec, SyntheticCluster on, MemoryLedger ledger) throws Exception {
        return new Study(spec, on.ports(ledger, new MemoryFiles(), Clock.systemUTC())).run("data", new TreeMap<>());
    }
}

package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Keep;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.schedule.Ascent;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.LearningCurve;
import org.whittle.schedule.MedianStopping;
import org.whittle.schedule.OneEpoch;
import org.whittle.schedule.PopulationBasedTraining;
import org.whittle.schedule.Scheduler;
import org.whittle.schedule.SuccessiveHalving;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.FinalModel;
import org.whittle.work.History;
import org.whittle.work.Observation;
import org.whittle.work.RefitTask;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * The rule of what a trial is worth, wherever it is gone by: whatever scheduler, stop rule and kept epoch, the winner
 * is the trial with the best value at its representative epoch, however long others trained.
 */
@Timeout(600)
class WinnerTest {

    private final MemoryLedger ledger = new MemoryLedger();

    /** Curves that go up and down, so that last and best epochs differ, with ties among them. */
    private static class Noisy extends SyntheticCluster {

        final List<RefitTask> refits = new ArrayList<>();

        Noisy() {
            super(1);
        }

        @Override
        double shows(TrialTask task, int epoch) {
            double noise = RandomStream.ofSeed(7).child(task.id().value()).child(epoch).nextDouble();
            return Math.rint(20 * (0.7 * accuracy(task, epoch) + 0.3 * noise)) / 20;
        }

        @Override
        public List<FinalModel> refit(List<RefitTask> tasks) {
            refits.addAll(tasks);
            return super.refit(tasks);
        }
    }

    static Stream<Arguments> studies() {
        List<Scheduler> schedulers = List.of(new Hyperband(1, 9, 3, 1), new SuccessiveHalving(9, 1, 9, 3, 2),
                new Ascent(1, 27, 3, 9, 8), new FullTraining(12, 4, 5), new OneEpoch(12, 3, 1, 9),
                new MedianStopping(12, 6, 9, 2, 2), new LearningCurve(12, 6, 9, 2, 2, 0.05),
                new PopulationBasedTraining(6, 9, 2));
        List<StopRules> rules = List.of(StopRules.NONE, Specs.trials(8), Specs.epochs(40), Specs.target(0.55),
                Specs.plateau(5, 0.01));
        return schedulers.stream().flatMap(scheduler -> rules.stream().flatMap(rule -> Stream.of(Keep.values())
                .map(keep -> arguments(scheduler, rule, keep))));
    }

    @ParameterizedTest
    @MethodSource("studies")
    void isTheTrialThatIsWorthMost(Scheduler scheduler, StopRules rules, Keep keep) throws Exception {
        StudySpec spec = Specs.keeping(keep, Specs.of(new RandomSampler(), scheduler, rules, List.of(), Specs.SPACE));
        Noisy cluster = new Noisy();
        StudyState state = run(spec, cluster);

        Trial best = state.trials().stream().filter(Trial::isComparable).min(Comparator
                .comparingDouble((Trial t) -> -worth(t, keep).metrics().get("accuracy"))
                .thenComparingInt(t -> worth(t, keep).epoch()).thenComparing(Trial::id)).orElseThrow();
        EpochRecord epoch = worth(best, keep);
        LedgerEvent.WinnerSelected winner = state.winner().orElseThrow();
        assertThat(winner.trial()).isEqualTo(best.id());
        assertThat(winner.value()).isEqualTo(epoch.metrics().get("accuracy"));
        assertThat(winner.epoch()).isEqualTo(epoch.epoch());
        assertThat(cluster.refits.get(0).trial()).isEqualTo(best.id());
        assertThat(cluster.refits.get(0).epochs()).as("refitted for as long").isEqualTo(epoch.epoch());
        if (!best.id().equals(TrialId.BASELINE) && state.trials().get(0).isComparable()) {
            assertThat(cluster.refits.get(1).trial()).isEqualTo(TrialId.BASELINE);
            assertThat(cluster.refits.get(1).epochs()).isEqualTo(worth(state.trials().get(0), keep).epoch());
        }
        assertThat(StudyState.ranked(state.trials(), spec.objectives()).get(0).id()).isEqualTo(best.id());
        if (state.searchEnded().orElseThrow().reason().startsWith("target")) {
            assertThat(winner.value()).isGreaterThanOrEqualTo(rules.target().getAsDouble());
        } else if (rules.target().isPresent()) {
            assertThat(winner.value()).isLessThan(rules.target().getAsDouble());
        }
    }

    private static EpochRecord worth(Trial trial, Keep keep) {
        List<EpochRecord> epochs = trial.curve().epochs();
        return keep == Keep.LAST_EPOCH ? epochs.get(epochs.size() - 1)
                : epochs.stream().max(Comparator.comparingDouble((EpochRecord e) -> e.metrics().get("accuracy"))
                        .thenComparing(EpochRecord::epoch, Comparator.reverseOrder())).orElseThrow();
    }

    @Test
    void aShortTrialThatReachesTheTargetWinsOverLongerOnes() throws Exception {
        // Trial 12 of the second bracket has 3 epochs when it shows 0.012.
        StudySpec spec = Specs.of(new TpeSampler(), new Hyperband(1, 9, 3, 1), Specs.target(0.0115), List.of(),
                Specs.SPACE);
        StudyState state = run(spec, new SyntheticCluster(1) {
            @Override
            double shows(TrialTask task, int epoch) {
                return 0.001 * task.id().value();
            }
        });
        assertThat(state.searchEnded().orElseThrow().reason()).startsWith("target reached: accuracy 0.012");
        assertThat(state.winner().orElseThrow().value()).isGreaterThanOrEqualTo(0.0115);
        assertThat(state.trials().get(state.winner().orElseThrow().trial().value()).epochs()).isLessThan(9);
        assertThat(state.trials()).filteredOn(Trial::isComparable)
                .noneMatch(t -> t.value(spec.objectives()) > state.winner().orElseThrow().value());
    }

    @Test
    void aBadBaselineDoesNotWinBecauseOnlyItWasTrainedInFull() throws Exception {
        StudySpec spec = Specs.of(
                new GaussianProcessSampler(),
                new Ascent(1, 27, 3, 9, 20),
                Specs.trials(10),
                List.of(),
                Specs.rate(1),
                Specs.SPACE);
        StudyState state = run(spec, new SyntheticCluster(1) {
            @Override
            double shows(TrialTask task, int epoch) {
                return task.id().equals(TrialId.BASELINE) ? 0.1421 : 0.9 + 0.01 * task.id().value();
            }
        });
        assertThat(state.trials()).filteredOn(t -> t.epochs() == 27).singleElement()
                .extracting(Trial::id).isEqualTo(TrialId.BASELINE);
        assertThat(state.winner().orElseThrow().trial()).isEqualTo(new TrialId(9));
        assertThat(state.winner().orElseThrow().epoch()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Keep.class)
    void theSamplerIsToldWhatTrialsAreWorthWithTheirRungsBudget(Keep keep) throws Exception {
        List<Observation> told = new ArrayList<>();
        StudySpec spec = Specs.keeping(keep, Specs.of(new Listener(told), new Ascent(1, 27, 3, 9, 5), StopRules.NONE,
                List.of(), Specs.SPACE));
        StudyState state = run(spec, new Noisy());
        assertThat(told).isNotEmpty();
        List<Observation> expected = new ArrayList<>();
        TreeMap<TrialId, Trial> soFar = new TreeMap<>();
        List<LedgerEvent> events = new ArrayList<>();
        for (LedgerEvent event : state.events()) {
            events.add(event);
            if (event instanceof LedgerEvent.RungFinished rung) {
                new StudyState(events).trials().forEach(t -> soFar.put(t.id(), t));
                for (TrialOutcome outcome : rung.outcomes()) {
                    Trial trial = soFar.get(outcome.trial());
                    expected.add(new Observation(trial.id(), trial.configuration(), rung.epochs(),
                            worth(trial, keep).metrics().get("accuracy")));
                }
            }
        }
        assertThat(told).isEqualTo(expected.subList(0, told.size()));
    }

    /** Learns nothing, but keeps what it was told last. */
    private record Listener(List<Observation> told) implements Sampler {
        @Override
        public String name() {
            return "listener";
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public String describe(SearchSpace space) {
            return "Listens.";
        }

        @Override
        public List<Configuration> ask(SearchSpace space, History history, int count, RandomStream random) {
            told.clear();
            told.addAll(history.observations());
            return new RandomSampler().ask(space, history, count, random);
        }
    }

    private StudyState run(StudySpec spec, SyntheticCluster cluster) throws Exception {
        return new Study(spec, cluster.ports(ledger, new MemoryFiles(), Clock.systemUTC()))
                .run("data", new TreeMap<>());
    }
}

package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.sampler.AutoSampler;
import org.whittle.sampler.RandomSampler;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.PopulationBasedTraining;
import org.whittle.schedule.Rung;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** What a study may spend, and what becomes of what it does not use. */
@Timeout(600)
class BudgetsTest {

    private final MemoryLedger ledger = new MemoryLedger();

    @ParameterizedTest
    @ValueSource(longs = {9, 17, 40, 77, 150})
    void epochsAreNeverOverspentAndUnusedOnesComeBack(long limit) throws Exception {
        // Every third trial diverges at once, so its epochs are free for others.
        SyntheticCluster cluster = new SyntheticCluster(1, task -> task.id().value() % 3 == 1 ? "diverged" : null);
        StudySpec spec = Specs.of(new RandomSampler(), new FullTraining(1000, 3, 9), Specs.epochs(limit), List.of(),
                Specs.SPACE);
        StudyState state = run(spec, cluster, ledger, Clock.systemUTC());
        assertThat(trained(state)).isBetween(limit - 8, limit);
        if (limit > 40) {
            assertThat((long) state.trials().size()).isGreaterThan(StudyPlan.of(spec).trials());
        }
        for (long delays = 2; delays < 6; delays++) {
            MemoryLedger other = new MemoryLedger();
            run(spec, new SyntheticCluster(delays, task -> task.id().value() % 3 == 1 ? "diverged" : null), other,
                    Clock.systemUTC());
            assertThat(new StudyState(other.read()).rungs()).isEqualTo(state.rungs());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 8, 12, 20})
    void aDriverThatIsKilledSpendsNoMore(int kill) throws Exception {
        StudySpec spec = Specs.hyperband(Specs.epochs(60));
        run(spec, failing(), ledger, Clock.systemUTC());
        MemoryLedger interrupted = new MemoryLedger(kill);
        assertThatThrownBy(() -> run(spec, failing(), interrupted, Clock.systemUTC()))
                .isInstanceOf(MemoryLedger.Killed.class);
        interrupted.reviveFor(200);
        StudyState resumed = run(spec, failing(), interrupted, Clock.systemUTC());
        assertThat(resumed.rungs()).isEqualTo(new StudyState(ledger.read()).rungs());
        assertThat(trained(resumed)).isLessThanOrEqualTo(60);
    }

    private static SyntheticCluster failing() {
        return new SyntheticCluster(1, task -> task.id().value() % 4 == 2 ? "too large" : null);
    }

    @Test
    void underNarrowerRulesAResumedStudyTrainsNothingMoreButTheBaseline() throws Exception {
        MemoryLedger interrupted = new MemoryLedger(9);
        assertThatThrownBy(() -> run(Specs.hyperband(Specs.epochs(150)), new SyntheticCluster(1), interrupted,
                Clock.systemUTC())).isInstanceOf(MemoryLedger.Killed.class);
        StudyState before = new StudyState(interrupted.read());
        assertThat(before.rungs()).noneMatch(r -> r.bracket() == 0);
        interrupted.reviveFor(200);
        StudyState resumed =
                run(Specs.hyperband(Specs.epochs(10)), new SyntheticCluster(1), interrupted, Clock.systemUTC());
        assertThat(trained(resumed)).isEqualTo(trained(before) + 9);
        assertThat(resumed.searchEnded().orElseThrow().reason()).contains("stop.epochs");
        assertThat(resumed.tested()).isPresent();
    }

    @Test
    void copiesOfPopulationsAreWithinTheEpochsToo() throws Exception {
        StudySpec spec = Specs.of(
                new RandomSampler(), new PopulationBasedTraining(10, 9, 2), Specs.epochs(60), List.of(), Specs.SPACE);
        assertThat(trained(run(spec, new SyntheticCluster(1), ledger, Clock.systemUTC()))).isBetween(50L, 60L);
    }

    @Test
    void wallTimeCountsTheRunsBefore() throws Exception {
        // Every rung takes ten minutes.
        Stepping clock = new Stepping();
        SyntheticCluster cluster = clock.tenMinutesARung();
        StudySpec spec = Specs.of(new RandomSampler(), new FullTraining(1000, 3, 3),
                Specs.wallTime(Duration.ofMinutes(100)), List.of(), Specs.SPACE);
        StudyState whole = run(spec, cluster, ledger, clock);
        assertThat(whole.searchEnded().orElseThrow().reason()).contains("wall-time");
        assertThat(whole.searched()).isBetween(Duration.ofMinutes(100), Duration.ofMinutes(150));

        MemoryLedger interrupted = new MemoryLedger(9);
        Stepping first = new Stepping();
        assertThatThrownBy(() -> run(spec, first.tenMinutesARung(), interrupted, first))
                .isInstanceOf(MemoryLedger.Killed.class);
        Duration before = new StudyState(interrupted.read()).searched();
        assertThat(before).as("although nobody said that it ended").isGreaterThanOrEqualTo(Duration.ofMinutes(20));
        interrupted.reviveFor(200);
        Stepping second = new Stepping();
        StudyState resumed = run(spec, second.tenMinutesARung(), interrupted, second);
        assertThat(Duration.between(Stepping.BEGIN, second.instant()))
                .as("a rung in flight may end").isLessThanOrEqualTo(Duration.ofMinutes(150).minus(before));
        assertThat(resumed.searched()).isBetween(Duration.ofMinutes(100), Duration.ofMinutes(150));
        int rungs = resumed.rungs().size();

        Stepping third = new Stepping();
        StudySpec same = Specs.of(new RandomSampler(), new FullTraining(1000, 3, 3),
                Specs.wallTime(Duration.ofMinutes(99)), List.of(), Specs.SPACE);
        assertThat(run(same, third.tenMinutesARung(), interrupted, third).rungs()).as("its time is up").hasSize(rungs);
    }

    @Test
    void aGainThatIsDearlyPaidEndsTheSearch() throws Exception {
        StudyState state = run(marginal(0.5, new StopRules.Cost.Epochs(1000)), new SyntheticCluster(1), ledger,
                Clock.systemUTC());
        assertThat(state.searchEnded().orElseThrow().reason()).startsWith("marginal gain: at most 0.0")
                .contains("the next rung takes 90 epochs", "per 1000 epochs (stop.marginal.gain is 0.5)");
        assertThat(state.trials().size()).isBetween(20, 190);
        MemoryLedger other = new MemoryLedger();
        int cheaper = run(marginal(5, new StopRules.Cost.Epochs(1000)), new SyntheticCluster(1), other,
                Clock.systemUTC()).trials().size();
        assertThat(cheaper).as("who asks for more ends sooner").isLessThanOrEqualTo(state.trials().size());

        MemoryLedger interrupted = new MemoryLedger(6);
        assertThatThrownBy(() -> run(
                        marginal(0.5, new StopRules.Cost.Epochs(1000)),
                        new SyntheticCluster(3),
                        interrupted,
                        Clock.systemUTC()))
                .isInstanceOf(MemoryLedger.Killed.class);
        interrupted.reviveFor(200);
        assertThat(run(marginal(0.5, new StopRules.Cost.Epochs(1000)), new SyntheticCluster(4), interrupted,
                Clock.systemUTC()).rungs()).isEqualTo(state.rungs());
    }

    @Test
    void costInTimeIsWhatEpochsHaveTaken() throws Exception {
        // An epoch takes 40 s: the next rung's 90 take an hour, as 90 epochs would cost.
        SyntheticCluster slow = new SyntheticCluster(1) {
            @Override
            public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
                    throws InterruptedException {
                Execution done = super.execute(rung, cohorts, arrived);
                return new Execution(done.outcomes(), 40.0 * rung.tasks().size() * (rung.epochs() - rung.from()), 0);
            }
        };
        StudyState byTime = run(marginal(0.05, new StopRules.Cost.Time(Duration.ofHours(1))), slow, ledger,
                Clock.systemUTC());
        MemoryLedger other = new MemoryLedger();
        StudyState byEpochs = run(marginal(0.05, new StopRules.Cost.Epochs(90)), new SyntheticCluster(1), other,
                Clock.systemUTC());
        assertThat(byTime.trials()).hasSameSizeAs(byEpochs.trials());
        assertThat(byTime.searchEnded().orElseThrow().reason()).startsWith("marginal gain").contains("per 1.000 hours");
    }

    private static StudySpec marginal(double gain, StopRules.Cost per) {
        return Specs.of(
                new RandomSampler(),
                new FullTraining(200, 10, 9),
                new StopRules(
                        OptionalInt.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        Optional.of(new StopRules.Marginal(gain, per))),
                List.of(),
                Specs.SPACE);
    }

    @Test
    void bracketsOfASamplerThatDoesNotLearnRunAtTheSameTime() throws Exception {
        List<Dimension> many = IntStream.rangeClosed(0, AutoSampler.MOST_DIMENSIONS).mapToObj(i -> Dimension.always(
                new RealParameter("p" + i, 0, 1, Scale.LINEAR, OptionalDouble.empty()))).toList();
        TreeMap<String, Object> values = new TreeMap<>();
        many.forEach(d -> values.put(d.name(), 0.5));
        StudySpec spec = Specs.of(new AutoSampler(), new Hyperband(1, 9, 3, 1), StopRules.NONE, List.of(),
                Configuration.of(values), new SearchSpace(many, List.of()));
        // The first rungs of two brackets wait for each other: one after another, they would wait for ever.
        CountDownLatch both = new CountDownLatch(2);
        SyntheticCluster cluster = new SyntheticCluster(1) {
            @Override
            public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
                    throws InterruptedException {
                if (rung.bracket() > 0 && rung.index() == 0) {
                    both.countDown();
                    assertThat(both.await(5, TimeUnit.MINUTES)).isTrue();
                }
                return super.execute(rung, cohorts, arrived);
            }
        };
        StudyState state = run(spec, cluster, ledger, Clock.systemUTC());
        assertThat(state.trials().subList(1, state.trials().size())).extracting(Trial::origin).containsOnly("sobol");
    }

    private static long trained(StudyState state) {
        return state.trials().stream().mapToLong(t -> t.curve().epochs().size()).sum();
    }

    private static StudyState run(StudySpec spec, SyntheticCluster cluster, MemoryLedger ledger, Clock clock)
            throws Exception {
        return new Study(spec, cluster.ports(ledger, new MemoryFiles(), clock)).run("data", new TreeMap<>());
    }

    /** A clock that only goes on when it is told to. */
    private static final class Stepping extends Clock {

        static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

        private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);

        SyntheticCluster tenMinutesARung() {
            return new SyntheticCluster(1) {
                @Override
                public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
                        throws InterruptedException {
                    Execution done = super.execute(rung, cohorts, arrived);
                    now.updateAndGet(t -> t.plus(Duration.ofMinutes(10)));
                    return done;
                }
            };
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}

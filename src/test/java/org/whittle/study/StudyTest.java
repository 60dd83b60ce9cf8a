package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.random.RandomStream;
import org.whittle.sampler.GridSampler;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.schedule.Asha;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.OverFolds;
import org.whittle.schedule.PopulationBasedTraining;
import org.whittle.schedule.Rung;
import org.whittle.schedule.Verdict;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.LockBoxOpened;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.FinalModel;
import org.whittle.work.History;
import org.whittle.work.RefitTask;
import org.whittle.work.Start;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

@Timeout(600)
class StudyTest {

    private static final int COMMITS = 200;

    private final MemoryLedger ledger = new MemoryLedger();

    /** Proposes beside the best learning rate seen, so that its proposals depend on the history it is given. */
    private record Follower() implements Sampler {
        @Override
        public String name() {
            return "follower";
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public String describe(SearchSpace space) {
            return "Near the best.";
        }

        @Override
        public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
            double best = told.observations().stream().filter(o -> o.completed())
                    .max((a, b) -> Double.compare(a.value(), b.value()))
                    .map(o -> (Double) o.configuration().values().get("learning-rate")).orElse(0.5);
            RandomStream stream = random.child(told.proposed().size());
            return Stream.generate(() -> Specs.rate(Math.min(1, Math.max(0, best + (stream.nextDouble() - 0.5) / 5))))
                    .limit(count).toList();
        }
    }

    static Stream<StudySpec> studies() {
        return Stream.of(
                Specs.hyperband(StopRules.NONE),
                Specs.hyperband(Specs.target(0.6)),
                Specs.hyperband(Specs.plateau(6, 0.001)),
                Specs.hyperband(Specs.epochs(90)),
                Specs.of(new Follower(), new Hyperband(1, 9, 3, 2), StopRules.NONE, List.of(), Specs.SPACE),
                population(StopRules.NONE),
                population(Specs.trials(14)),
                wide(18),
                wide(1_000),
                asha(Specs.trials(12), 3),
                asha(StopRules.NONE, 9),
                asha(Specs.epochs(40), 5),
                folded(asha(StopRules.NONE, 4)),
                folded(Specs.hyperband(StopRules.NONE)),
                folded(Specs.hyperband(Specs.epochs(270))),
                folded(population(StopRules.NONE)),
                raced(Specs.hyperband(StopRules.NONE), 1),
                raced(Specs.hyperband(Specs.epochs(150)), 2));
    }

    /** The same study with three folds. */
    private static StudySpec folded(StudySpec spec) {
        return Specs.with(spec, new OverFolds(spec.scheduler(), 3));
    }

    /** Trials that go on one by one, so many of them in flight. */
    private static StudySpec asha(StopRules stop, int parallel) {
        return Specs.of(new Follower(), new Asha(14, 1, 9, 3, parallel > 5), stop, List.of(), Specs.SPACE)
                .withParallel(OptionalInt.of(parallel));
    }

    static Stream<StudySpec> studiesInTheOrderOfArrival() {
        return Stream.of(asha(Specs.trials(12), 3), asha(StopRules.NONE, 9), asha(Specs.epochs(40), 5),
                folded(asha(StopRules.NONE, 4)), wide(18), Specs.hyperband(StopRules.NONE),
                population(Specs.trials(14)), raced(Specs.hyperband(Specs.epochs(150)), 2))
                .map(spec -> spec.with(new InFlight(spec.parallel(), InFlight.Order.ARRIVAL)));
    }

    /**
     * Rungs count as they arrive: what is committed next is there. A driver that is killed and started again commits
     * what it had in the order in which it had it, and comes to the same trials, rungs and decisions as far as that
     * goes.
     */
    @ParameterizedTest
    @MethodSource("studiesInTheOrderOfArrival")
    void repeatsTheOrderOfArrivalWhenResumed(StudySpec spec) throws Exception {
        run(spec, new SyntheticCluster(1), ledger);
        int commits = ledger.commits();
        for (int kill = 1; kill < commits; kill += 2) {
            MemoryLedger interrupted = new MemoryLedger(kill);
            try {
                run(spec, new SyntheticCluster(3), interrupted);
                continue;
            } catch (MemoryLedger.Killed killed) {
                interrupted.reviveFor(COMMITS);
            }
            List<Object> before = timeless(interrupted);
            SyntheticCluster second = new SyntheticCluster(4);
            StudyState ended = run(spec, second, interrupted);
            assertThat(timeless(interrupted).subList(0, before.size())).as("killed at commit %d", kill)
                    .isEqualTo(before);
            MemoryLedger replayed = new MemoryLedger();
            List<LedgerEvent> events = interrupted.read();
            replayed.append(events.subList(0, events.indexOf(ended.searchEnded().orElseThrow())));
            SyntheticCluster none = new SyntheticCluster(5);
            run(spec, none, replayed);
            assertThat(timeless(replayed)).as("replayed from its own rungs").isEqualTo(timeless(interrupted));
            assertThat(none.started).as("nothing is trained again").isEmpty();
        }
    }

    /** Of two brackets side by side, the slow one holds up none of the other's. */
    @Test
    void aSlowTrialHoldsUpNothingInTheOrderOfArrival() throws Exception {
        CountDownLatch others = new CountDownLatch(13);
        SyntheticCluster cluster = new SyntheticCluster(1) {
            @Override
            public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
                    throws InterruptedException {
                Execution execution = super.execute(rung, cohorts, arrived);
                if (rung.bracket() == 1) {
                    assertThat(others.await(1, TimeUnit.MINUTES)).as("all others have begun meanwhile").isTrue();
                } else if (rung.index() == 0 && rung.bracket() > 1) {
                    others.countDown();
                }
                return execution;
            }
        };
        run(asha(StopRules.NONE, 3).with(new InFlight(OptionalInt.of(3), InFlight.Order.ARRIVAL)), cluster, ledger);
        assertThat(others.getCount()).isZero();
    }

    /** So many trials in flight of a sampler that learns. */
    private static StudySpec wide(int parallel) {
        return Specs.of(new Follower(), new Hyperband(1, 9, 3, 2), StopRules.NONE, List.of(), Specs.SPACE)
                .withParallel(OptionalInt.of(parallel));
    }

    /** The same study with five folds, of which brackets train on the first. */
    private static StudySpec raced(StudySpec spec, int first) {
        return Specs.with(spec, new OverFolds(spec.scheduler(), 5, first));
    }

    /** Ten trials of five generations; two make room after each. */
    private static StudySpec population(StopRules stop) {
        return Specs.of(new RandomSampler(), new PopulationBasedTraining(10, 9, 2), stop, List.of(), Specs.SPACE);
    }

    @ParameterizedTest
    @MethodSource("studies")
    void leavesTheSameRecordWhateverOrderTheClusterWorksIn(StudySpec spec) throws Exception {
        run(spec, new SyntheticCluster(1), ledger);
        for (long delays = 2; delays < 8; delays++) {
            MemoryLedger other = new MemoryLedger();
            run(spec, new SyntheticCluster(delays), other);
            assertThat(timeless(other)).isEqualTo(timeless(ledger));
        }
    }

    @ParameterizedTest
    @MethodSource("studies")
    void endsAlikeAfterTheDriverWasKilledAtAnyCommit(StudySpec spec) throws Exception {
        run(spec, new SyntheticCluster(1), ledger);
        int commits = ledger.commits();
        for (int kill = 0; kill < commits; kill++) {
            MemoryLedger interrupted = new MemoryLedger(kill);
            assertThatThrownBy(() -> run(spec, new SyntheticCluster(3), interrupted))
                    .isInstanceOf(MemoryLedger.Killed.class);
            Set<String> done = new HashSet<>();
            new StudyState(interrupted.read()).rungs().forEach(r -> done.add(r.bracket() + "." + r.rung()));
            interrupted.reviveFor(COMMITS);
            SyntheticCluster second = new SyntheticCluster(4);
            run(spec, second, interrupted);
            assertThat(timeless(interrupted)).as("killed at commit %d", kill).isEqualTo(timeless(ledger));
            assertThat(second.started).as("rungs in the ledger are not trained again").noneMatch(done::contains);
        }
    }

    @ParameterizedTest
    @MethodSource("org.whittle.sampler.SamplerContractTest#learning")
    void goesOnWithTheSameSearchWhenResumedInTheMiddleOfIt(Sampler sampler) throws Exception {
        SearchSpace space = new SearchSpace(List.of(Specs.SPACE.dimensions().get(0),
                Dimension.always(new ChoiceParameter("optimizer", List.of("sgd", "adam"))),
                Dimension.when(new RealParameter("momentum", 0, 1, Scale.LINEAR, OptionalDouble.empty()),
                        Expression.parse("optimizer = sgd", Set.of("optimizer")))), List.of());
        StudySpec spec = Specs.of(sampler, new Hyperband(1, 9, 3, 2), StopRules.NONE, List.of(),
                Configuration.of(Map.of("learning-rate", 0.9, "optimizer", "adam")), space);
        run(spec, new SyntheticCluster(1), ledger);
        int commits = ledger.commits();
        for (int kill : List.of(commits / 2, 3 * commits / 4)) {
            MemoryLedger interrupted = new MemoryLedger(kill);
            assertThatThrownBy(() -> run(spec, new SyntheticCluster(3), interrupted))
                    .isInstanceOf(MemoryLedger.Killed.class);
            interrupted.reviveFor(COMMITS);
            run(spec, new SyntheticCluster(4), interrupted);
            assertThat(timeless(interrupted)).as("killed at commit %d", kill).isEqualTo(timeless(ledger));
        }
    }

    /** The baseline's bracket aside, which is in flight beside the others. */
    @Test
    void asManyBracketsAreInFlightAsTheSamplerCanMakeUseOf() throws Exception {
        run(Specs.of(new Follower(), new Hyperband(1, 9, 3, 2), StopRules.NONE, List.of(), Specs.SPACE),
                new SyntheticCluster(1), ledger);
        assertThat(mostInFlight(ledger)).as("one that learns is given every result it can have").isEqualTo(1);

        MemoryLedger free = new MemoryLedger();
        run(Specs.hyperband(StopRules.NONE).withParallel(OptionalInt.empty()), new SyntheticCluster(1), free);
        assertThat(mostInFlight(free)).as("four, if an iteration has fewer").isEqualTo(4);

        MemoryLedger wide = new MemoryLedger();
        run(Specs.of(new RandomSampler(), new Hyperband(1, 81, 3, 2), StopRules.NONE, List.of(), Specs.SPACE)
                .withParallel(OptionalInt.empty()), new SyntheticCluster(1), wide);
        assertThat(mostInFlight(wide)).as("an iteration of five").isEqualTo(5);
    }

    /** What search.parallel = auto goes by: where nobody learns, the width decides nothing but when. */
    @Test
    void aWiderSearchThatLearnsNothingTriesAndDecidesTheSame() throws Exception {
        StudySpec auto = Specs.of(new RandomSampler(), new Hyperband(1, 27, 3, 4), StopRules.NONE, List.of(),
                Specs.SPACE);
        Map<List<Integer>, List<Object>> rungs = rungs(ledgerOf(auto));
        assertThat(rungs).hasSize(1 + 4 * (4 + 3 + 2 + 1));
        for (OptionalInt parallel : List.of(OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(300))) {
            assertThat(rungs(ledgerOf(auto.withParallel(parallel)))).as("%s in flight", parallel).isEqualTo(rungs);
        }
        assertThat(mostInFlight(ledgerOf(auto))).as("beside an iteration's four, as they thin out").isGreaterThan(4);
        StudySpec target = Specs.of(new RandomSampler(), new Hyperband(1, 27, 3, 4), Specs.target(2), List.of(),
                Specs.SPACE);
        assertThat(mostInFlight(ledgerOf(target))).as("where results may end it").isEqualTo(4);
    }

    /** By bracket and rung: what its trials are, what they showed and what became of them. */
    private static Map<List<Integer>, List<Object>> rungs(MemoryLedger ledger) {
        List<Configuration> proposed = new StudyState(ledger.read()).proposed();
        Map<List<Integer>, List<Object>> rungs = new TreeMap<>(Comparator.comparing(List::toString));
        for (RungFinished rung : new StudyState(ledger.read()).rungs()) {
            rungs.put(List.of(rung.bracket(), rung.rung()), List.of(rung.decisions(), rung.outcomes().stream()
                    .map(outcome -> List.of(outcome.trial(), proposed.get(outcome.trial().value()),
                            outcome.epochs().stream().map(epoch -> epoch.metrics()).toList()))
                    .toList()));
        }
        return rungs;
    }

    @Test
    void opensBracketsUntilAsManyTrialsAreInFlightAsTheStudyAsksFor() throws Exception {
        assertThat(mostInFlight(ledgerOf(wide(1)))).isEqualTo(1);
        assertThat(mostInFlight(ledgerOf(wide(1_000)))).as("all there are").isEqualTo(6);
        for (int parallel : new int[] {4, 9, 12, 20}) {
            SortedMap<Integer, Integer> flying = new TreeMap<>();
            int opened = 0;
            for (LedgerEvent event : ledgerOf(wide(parallel)).read()) {
                int inFlight = flying.values().stream().mapToInt(trials -> trials).sum();
                if (event instanceof BracketOpened open && open.plan().number() > 0) {
                    assertThat(inFlight).as("before another one").isLessThan(parallel);
                    flying.put(open.plan().number(), open.plan().trials());
                    opened++;
                } else if (event instanceof RungFinished rung) {
                    assertThat(opened == 6 || inFlight >= parallel).as("nobody waits for room that there is").isTrue();
                    if (rung.bracket() > 0) {
                        flying.put(rung.bracket(), (int) rung.decisions().stream()
                                .filter(d -> d.verdict() == Verdict.PROMOTED).count());
                    }
                }
            }
        }
    }

    private static MemoryLedger ledgerOf(StudySpec spec) throws Exception {
        MemoryLedger ledger = new MemoryLedger();
        run(spec, new SyntheticCluster(1), ledger);
        return ledger;
    }

    private static int mostInFlight(MemoryLedger ledger) {
        Set<Integer> open = new HashSet<>();
        int most = 0;
        for (LedgerEvent event : ledger.read()) {
            if (event instanceof BracketOpened opened && opened.plan().number() > 0) {
                open.add(opened.plan().number());
                most = Math.max(most, open.size());
            } else if (event instanceof RungFinished rung
                    && rung.decisions().stream().noneMatch(d -> d.verdict() == Verdict.PROMOTED)) {
                open.remove(rung.bracket());
            }
        }
        return most;
    }

    @Test
    void trainsTheBaselineAsTrialZeroInFullAndEnqueuedConfigurationsNext() throws Exception {
        StudySpec spec = Specs.of(new RandomSampler(), new Hyperband(1, 9, 3, 1), StopRules.NONE,
                List.of(Specs.rate(0.11), Specs.rate(0.12)), Specs.SPACE);
        StudyState state = run(spec, new SyntheticCluster(1), ledger);
        List<Trial> trials = state.trials();
        assertThat(trials.get(0).origin()).isEqualTo("baseline");
        assertThat(trials.get(0).configuration()).isEqualTo(Specs.rate(0.9));
        assertThat(trials.get(0).curve().epochs()).hasSize(9);
        assertThat(trials.get(1).configuration()).isEqualTo(Specs.rate(0.11));
        assertThat(trials.get(2).configuration()).isEqualTo(Specs.rate(0.12));
        assertThat(trials.subList(1, 3)).allMatch(t -> t.origin().equals("enqueued"));
        assertThat(trials.get(3).origin()).isEqualTo("random");
        assertThat(trials.stream().map(Trial::configuration)).doesNotHaveDuplicates();
    }

    @Test
    void resumesPromotedTrialsFromTheirCheckpoints() throws Exception {
        SyntheticCluster cluster = new SyntheticCluster(1);
        run(Specs.hyperband(StopRules.NONE), cluster, ledger);
        assertThat(cluster.starts).isNotEmpty();
        for (Map.Entry<TrialTask, Start> entry : cluster.starts.entrySet()) {
            TrialTask task = entry.getKey();
            assertThat(entry.getValue()).isEqualTo(task.rung() == 0 ? new Start.Fresh()
                    : new Start.Resume(SyntheticCluster.checkpoint(task.bracket(), task.rung() - 1, task.id())));
        }
    }

    @Test
    void copiesBeginWithTheirParentsCheckpointsWhichAreKeptUntilThen() throws Exception {
        MemoryFiles files = new MemoryFiles();
        SyntheticCluster cluster = new SyntheticCluster(1) {
            @Override
            public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
                    throws InterruptedException {
                for (TrialTask task : rung.tasks()) {
                    if (task.start() instanceof Start.Resume resume) {
                        assertThat(files.exists(resume.checkpoint())).as(resume.checkpoint()).isTrue();
                    }
                    files.write(checkpoint(task.bracket(), rung.index(), task.id()), new byte[0]);
                }
                return super.execute(rung, cohorts, arrived);
            }
        };
        StudyState state = new Study(population(StopRules.NONE), ports(cluster, ledger, Clock.systemUTC(), files))
                .run("data", new TreeMap<>());

        List<Trial> copies = state.trials().stream().filter(t -> t.parent().isPresent()).toList();
        assertThat(copies).hasSize(8).allMatch(t -> t.origin().equals(Trial.COPY));
        for (Trial copy : copies) {
            Trial.Parent parent = copy.parent().orElseThrow();
            int rung = parent.epoch() / 2;
            assertThat(copy.curve().epochs().get(0).epoch()).isEqualTo(parent.epoch() + 1);
            assertThat(cluster.starts.entrySet()).anySatisfy(entry -> {
                assertThat(entry.getKey().id()).isEqualTo(copy.id());
                assertThat(entry.getKey().rung()).isEqualTo(rung);
                assertThat(entry.getValue()).isEqualTo(new Start.Resume(
                        SyntheticCluster.checkpoint(entry.getKey().bracket(), rung - 1, parent.trial()), true));
            });
        }
        assertThat(files.list("checkpoints")).as("nothing is left behind").isEmpty();
        assertThat(state.trials()).as("the population stays as large")
                .filteredOn(t -> t.id().value() > 0 && t.state() == Trial.State.FINISHED).hasSize(10);
    }

    @Test
    void anErrorInABracketEndsTheStudyInsteadOfLettingItWait() {
        SyntheticCluster cluster = new SyntheticCluster(1) {
            @Override
            public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived) {
                throw new NoClassDefFoundError("something/Missing");
            }
        };
        assertThatThrownBy(() -> run(Specs.hyperband(StopRules.NONE), cluster, ledger))
                .isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void theRefitOfACopyRepeatsTheTrainingsOfItsAncestors() throws Exception {
        List<RefitTask> refits = new ArrayList<>();
        StudyState state = run(population(StopRules.NONE), new SyntheticCluster(1) {
            @Override
            public List<FinalModel> refit(List<RefitTask> tasks) {
                refits.addAll(tasks);
                return super.refit(tasks);
            }
        }, ledger);

        Trial trial = state.trials().get(refits.get(0).trial().value());
        assertThat(trial.parent()).as("with this seed a copy wins").isPresent();
        assertThat(refits.get(0).epochs()).isEqualTo(9);
        List<RefitTask.Segment> segments = new ArrayList<>(refits.get(0).segments());
        RefitTask.Segment last = segments.remove(segments.size() - 1);
        while (trial.parent().isPresent()) {
            assertThat(last.configuration()).isEqualTo(trial.configuration());
            assertThat(last.seed()).isEqualTo(BracketRun.seed(population(StopRules.NONE), trial.id()));
            last = segments.remove(segments.size() - 1);
            assertThat(last.epochs()).isEqualTo(trial.parent().get().epoch());
            trial = state.trials().get(trial.parent().get().trial().value());
        }
        assertThat(last.configuration()).isEqualTo(trial.configuration());
        assertThat(segments).isEmpty();
    }

    @Test
    void thePlanCountsCopiesAndTheStopRuleOnTrialsHoldsForThem() throws Exception {
        assertThat(StudyPlan.of(population(StopRules.NONE)).trials()).isEqualTo(19);
        assertThat(StudyPlan.of(population(StopRules.NONE)).epochs()).isEqualTo(99);
        assertThat(StudyPlan.of(population(Specs.trials(14))).trials()).isEqualTo(14);

        assertThat(run(population(Specs.trials(14)), new SyntheticCluster(1), ledger).trials()).hasSize(14);
    }

    @Test
    void neverStartsMoreTrialsThanAllowed() throws Exception {
        StudyState state = run(Specs.hyperband(Specs.trials(12)), new SyntheticCluster(1), ledger);
        assertThat(state.trials()).hasSize(12);
        assertThat(state.searchEnded().orElseThrow().reason()).contains("stop.trials");
    }

    @Test
    void neverTrainsMoreEpochsThanAllowed() throws Exception {
        for (int limit : List.of(9, 10, 40, 55, 77, 100)) {
            MemoryLedger own = new MemoryLedger();
            StudyState state = run(Specs.hyperband(Specs.epochs(limit)), new SyntheticCluster(1), own);
            int trained = state.trials().stream().mapToInt(t -> t.curve().epochs().size()).sum();
            assertThat(trained).isBetween(Math.min(limit, limit * 3 / 4), limit);
            assertThat((long) trained).isLessThanOrEqualTo(StudyPlan.of(Specs.hyperband(Specs.epochs(limit))).epochs());
        }
    }

    @Test
    void stopsAtTheTargetAndKeepsOnlyWhatWasCommittedBefore() throws Exception {
        StudyState state = run(Specs.hyperband(Specs.target(0.6)), new SyntheticCluster(1), ledger);
        assertThat(state.searchEnded().orElseThrow().reason()).contains("target reached");
        List<RungFinished> rungs = state.rungs();
        RungFinished last = rungs.get(rungs.size() - 1);
        assertThat(bestAccuracy(last)).isGreaterThanOrEqualTo(0.6);
        assertThat(rungs.subList(0, rungs.size() - 1)).allMatch(r -> bestAccuracy(r) < 0.6);
        assertThat(state.trials()).noneMatch(t -> t.state() == Trial.State.RUNNING);
        assertThat(state.tested()).isPresent();
    }

    @Test
    void stopsOnAPlateau() throws Exception {
        StudySpec spec = Specs.of(new RandomSampler(), new FullTraining(60, 3, 2), Specs.plateau(9, 0.01), List.of(),
                Specs.SPACE);
        StudyState state = run(spec, new SyntheticCluster(1), ledger);
        assertThat(state.searchEnded().orElseThrow().reason()).contains("plateau");
        assertThat(state.trials().size()).isBetween(10, 59);
    }

    @Test
    void stopsWhenLittleIsLeftToGain() throws Exception {
        StudySpec spec = Specs.of(new RandomSampler(), new FullTraining(200, 10, 9), Specs.regret(0.02), List.of(),
                Specs.SPACE);
        StudyState state = run(spec, new SyntheticCluster(1), ledger);
        assertThat(state.searchEnded().orElseThrow().reason()).startsWith("regret: at most 0.0")
                .endsWith("of accuracy is left to gain (stop.regret.below is 0.02)");
        assertThat(state.trials().size()).isBetween(20, 190);
        double best = state.trials().stream().filter(Trial::isComparable)
                .mapToDouble(t -> t.value(spec.objectives())).max().orElseThrow();
        assertThat(SyntheticCluster.accuracy(0.3, 9) - best).as("the regret in truth").isLessThan(0.02);

        MemoryLedger interrupted = new MemoryLedger(6);
        assertThatThrownBy(() -> run(spec, new SyntheticCluster(3), interrupted))
                .isInstanceOf(MemoryLedger.Killed.class);
        interrupted.reviveFor(COMMITS);
        run(spec, new SyntheticCluster(4), interrupted);
        assertThat(timeless(interrupted)).isEqualTo(timeless(ledger));
    }

    @Test
    void startsNoRungAfterTheWallTime() throws Exception {
        SyntheticCluster cluster = new SyntheticCluster(1);
        Instant opened = Instant.parse("2026-01-01T00:00:00Z");
        // An hour passes when the first rung runs; rungs that were started by then end and count.
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return cluster.started.isEmpty() ? opened : opened.plus(Duration.ofHours(1));
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
        StudyState state = run(Specs.hyperband(Specs.wallTime(Duration.ofMinutes(30))), cluster, ledger, clock);
        assertThat(state.searchEnded().orElseThrow().reason()).contains("wall-time");
        assertThat(state.rungs()).isNotEmpty().allMatch(r -> r.rung() == 0);
        assertThat(state.tested()).isPresent();
    }

    @Test
    void failsWithTheMostCommonReasonIfNoTrialHasSucceeded() {
        SyntheticCluster broken =
                new SyntheticCluster(1, task -> task.id().value() % 3 == 0 ? "other" : "no such layer");
        assertThatThrownBy(() -> run(Specs.hyperband(StopRules.NONE), broken, ledger))
                .isInstanceOf(StudyException.class).hasMessageContaining("no such layer");
        StudyState state = new StudyState(ledger.read());
        assertThat(state.rungs()).as("the baseline's and at least another").anyMatch(r -> r.bracket() == 0)
                .anyMatch(r -> r.bracket() > 0);
        assertThat(state.searchEnded().orElseThrow().reason()).contains("no trial has succeeded", "no such layer");
    }

    @Test
    void aSearchThatFailedGoesOnOnlyUnderOtherSettings() throws Exception {
        SyntheticCluster broken = new SyntheticCluster(1, task -> "out of memory");
        assertThatThrownBy(() -> run(Specs.hyperband(StopRules.NONE), broken, ledger))
                .isInstanceOf(StudyException.class);
        SyntheticCluster again = new SyntheticCluster(1);
        assertThatThrownBy(() -> run(Specs.hyperband(StopRules.NONE), again, ledger)).isInstanceOf(StudyException.class)
                .hasMessageContaining("out of memory");
        assertThat(again.started).isEmpty();

        StudySpec memory = Specs.resolved(Specs.hyperband(StopRules.NONE), Map.of("spark.executor.memory", "8g"));
        StudyState mended = run(memory, again, ledger);
        assertThat(again.started).isNotEmpty();
        assertThat(mended.tested()).isPresent();
        assertThat(mended.trials()).filteredOn(Trial::isComparable).isNotEmpty();
        int trials = mended.trials().size();
        assertThat(run(memory, new SyntheticCluster(2), ledger).trials()).as("and then it has ended").hasSize(trials);
    }

    @Test
    void aLateRungOfWhichEveryTrialFailsIsNoMoreThanFailedTrials() throws Exception {
        // Populations of two: both of the third and of the last cannot be built.
        StudySpec spec =
                Specs.of(new RandomSampler(), new FullTraining(30, 2, 3), StopRules.NONE, List.of(), Specs.SPACE);
        Set<Integer> failing = Set.of(5, 6, 29, 30);
        StudyState state = run(
                spec,
                new SyntheticCluster(1, task -> failing.contains(task.id().value()) ? "batch of 1" : null),
                ledger);
        assertThat(state.trials()).hasSize(31);
        assertThat(state.trials()).filteredOn(t -> t.state() == Trial.State.FAILED).hasSize(4);
        assertThat(state.searchEnded().orElseThrow().reason()).isEqualTo("the scheduler is done");
        assertThat(state.tested()).isPresent();
    }

    @Test
    void theFirstRungBesideTheBaselineMayFailIfTheBaselineDoesNot() throws Exception {
        StudyState state = run(Specs.hyperband(StopRules.NONE),
                new SyntheticCluster(1, task -> task.bracket() == 1 ? "too large" : null), ledger);
        assertThat(state.tested()).isPresent();
        assertThat(state.trials()).filteredOn(t -> t.state() == Trial.State.FAILED).hasSize(9);
    }

    @Test
    void hasFinishedOnlyWhenItsReportsAreWritten() throws Exception {
        StudySpec spec = Specs.hyperband(Specs.trials(4));
        Study study = new Study(spec, ports(new SyntheticCluster(1), ledger, Clock.systemUTC()));
        study.run("data", new TreeMap<>());
        assertThatThrownBy(() -> study.finish(0, Map.of(), state -> {
            assertThat(state.finished()).as("reports say that it has").isPresent();
            throw new InfrastructureException("disk full", null);
        })).isInstanceOf(InfrastructureException.class);
        assertThat(new StudyState(ledger.read()).finished()).isEmpty();
        List<StudyState> reported = new ArrayList<>();
        study.finish(0, Map.of(), reported::add);
        study.finish(0, Map.of(), reported::add);
        assertThat(reported).hasSize(2).allMatch(s -> s.finished().isPresent());
        assertThat(ledger.read().stream().filter(LedgerEvent.StudyFinished.class::isInstance)).hasSize(1);
    }

    @Test
    void goesOnWhenSingleTrialsFailOrDiverge() throws Exception {
        SyntheticCluster flaky = new SyntheticCluster(1,
                task -> task.id().value() % 4 == 0 ? "diverged" : task.id().value() % 5 == 0 ? "too large" : null);
        StudyState state = run(Specs.hyperband(StopRules.NONE), flaky, ledger);
        assertThat(state.trials().get(0).state()).isEqualTo(Trial.State.DIVERGED);
        assertThat(state.trials().get(5).state()).isEqualTo(Trial.State.FAILED);
        assertThat(state.trials().get(5).reason()).isEqualTo("too large");
        assertThat(state.refitted().orElseThrow().models()).as("no baseline to compare with").hasSize(1);
        assertThat(state.trials()).noneMatch(t -> t.state() == Trial.State.RUNNING);
    }

    @Test
    void endsWhenAFiniteSpaceIsExhausted() throws Exception {
        SearchSpace space = SearchSpace.of(new ChoiceParameter("learning-rate", List.of(0.1, 0.2, 0.3, 0.9)));
        StudySpec spec = Specs.of(new GridSampler(5), new FullTraining(50, 10, 2), StopRules.NONE, List.of(), space);
        StudyState state = run(spec, new SyntheticCluster(1), ledger);
        assertThat(state.trials()).hasSize(4);
        assertThat(state.searchEnded().orElseThrow().reason()).contains("every configuration");
    }

    @Test
    void opensTheLockBoxOnceHoweverOftenItIsResumed() throws Exception {
        SyntheticCluster cluster = new SyntheticCluster(1);
        run(Specs.hyperband(StopRules.NONE), cluster, ledger);
        StudyState again = run(Specs.hyperband(StopRules.NONE), cluster, ledger);
        assertThat(again.openings()).hasSize(1);
        assertThat(cluster.tests).hasValue(1);
    }

    @Test
    void opensTheLockBoxBeforeTestRowsAreRead() throws Exception {
        run(Specs.hyperband(StopRules.NONE), new SyntheticCluster(1) {
            @Override
            public List<org.whittle.work.TestResult> test(List<org.whittle.work.FinalModel> models, LockBox box,
                                                           int resamples, long seed) {
                assertThat(ledger.read()).anyMatch(LockBoxOpened.class::isInstance);
                return super.test(models, box, resamples, seed);
            }
        }, ledger);
    }

    @Test
    void goesOnSearchingWithMoreTrialsAndFlagsTheSecondOpening() throws Exception {
        run(Specs.hyperband(Specs.trials(8)), new SyntheticCluster(1), ledger);
        StudyState extended = new Study(Specs.hyperband(Specs.trials(14)), ports(new SyntheticCluster(2), ledger,
                Clock.systemUTC())).run("data", new TreeMap<>());
        assertThat(extended.trials()).hasSize(14);
        assertThat(extended.openings()).extracting(LockBoxOpened::opening).containsExactly(1, 2);
        StudyState withOldRules = run(Specs.hyperband(Specs.trials(8)), new SyntheticCluster(3), ledger);
        assertThat(withOldRules.openings()).as("fewer trials leave nothing to do").hasSize(2);
    }

    @Test
    void refusesALedgerOfOtherData() throws Exception {
        run(Specs.hyperband(StopRules.NONE), new SyntheticCluster(1), ledger);
        Study other = new Study(Specs.hyperband(StopRules.NONE), ports(new SyntheticCluster(1), ledger,
                Clock.systemUTC()));
        assertThatThrownBy(() -> other.run("other", new TreeMap<>())).isInstanceOf(InvalidInputException.class);
    }

    private static double bestAccuracy(RungFinished rung) {
        return rung.outcomes().stream().flatMap(o -> o.epochs().stream()).mapToDouble(e -> e.metrics().get("accuracy"))
                .max().orElse(0);
    }

    static StudyState run(StudySpec spec, SyntheticCluster cluster, MemoryLedger ledger) throws Exception {
        return run(spec, cluster, ledger, Clock.systemUTC());
    }

    private static StudyState run(StudySpec spec, SyntheticCluster cluster, MemoryLedger ledger, Clock clock)
            throws Exception {
        return new Study(spec, ports(cluster, ledger, clock)).run("data", new TreeMap<>());
    }

    private static Study.Ports ports(SyntheticCluster cluster, MemoryLedger ledger, Clock clock) {
        return ports(cluster, ledger, clock, new MemoryFiles());
    }

    private static Study.Ports ports(SyntheticCluster cluster, MemoryLedger ledger, Clock clock, MemoryFiles files) {
        return cluster.ports(ledger, files, clock);
    }

    /** What must be equal in every run: everything but times. */
    static List<Object> timeless(MemoryLedger ledger) {
        return ledger.read().stream().<Object>map(event -> {
            if (event instanceof BracketOpened || event instanceof RungFinished
                    || event instanceof LedgerEvent.TrialsCopied) {
                return event;
            }
            return event instanceof LedgerEvent.SearchEnded ended ? ended.reason()
                    : event instanceof LedgerEvent.WinnerSelected winner ? winner : event.getClass().getSimpleName();
        }).filter(event -> !event.equals("StudyResumed") && !event.equals("StudyOpened")).toList();
    }
}

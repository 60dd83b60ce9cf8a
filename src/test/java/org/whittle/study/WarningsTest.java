package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.sampler.RandomSampler;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Verdict;
import org.whittle.work.Execution;
import org.whittle.work.FinalModel;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;

class WarningsTest {

    private static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);
    private static final Objective RMSE = new Objective("rmse", Direction.MINIMIZE);

    @Test
    void aBaselineWhoseTrainingLossStaysWhereAConstantPredictionHasItIsWarnedOf() {
        assertThat(Warnings.constantPrediction(baseline(0, 2.4, 2.31, 2.3026)).orElseThrow().text())
                .contains("in 3 epochs its training loss came to 2.3026 at best", "costs 2.3026");
        assertThat(Warnings.constantPrediction(baseline(0, 2.4, 2.2, 2.5))).isEmpty();
        assertThat(Warnings.constantPrediction(baseline(1, 2.4))).as("only its first rung tells").isEmpty();
        assertThat(Warnings.constantPrediction(new LedgerEvent.RungFinished(1, 0, 3, List.of(), List.of(), 1, 0)))
                .isEmpty();
    }

    @Test
    void itIsSaidByAllOutputWithItsCode() {
        StudySpec spec =
                Specs.of(new RandomSampler(), new FullTraining(6, 3, 2), StopRules.NONE, List.of(), Specs.SPACE);

        assertThat(Warnings.of(spec, new StudyState(List.of(baseline(0, 2.4, 2.31, 2.3026)))))
                .extracting(Warning::code).containsExactly(Warnings.CONSTANT_PREDICTION);
    }

    @Test
    void cohortsThatWereHalvedAreNamedOnceEach() {
        StudySpec spec =
                Specs.of(new RandomSampler(), new FullTraining(6, 3, 2), StopRules.NONE, List.of(), Specs.SPACE);

        assertThat(Warnings.of(spec, new StudyState(List.of(trained("1.0.3", 0.1)))))
                .isEmpty();
        assertThat(Warnings.of(spec, new StudyState(List.of(trained("1.0.3ab", 0.1), trained("1.0.3a", 0.1)))))
                .singleElement().satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo(Warnings.HALVED_COHORTS);
                    assertThat(warning.text()).contains("1.0.3a, 1.0.3ab", "cohort.max-memory");
                });
    }

    private static LedgerEvent.RungFinished baseline(int rung, double... losses) {
        return trained("1.0.0", rung, losses);
    }

    private static LedgerEvent.RungFinished trained(String cohort, double loss) {
        return trained(cohort, 0, loss);
    }

    private static LedgerEvent.RungFinished trained(String cohort, int rung, double... losses) {
        List<EpochRecord> epochs = new ArrayList<>();
        for (double loss : losses) {
            epochs.add(
                    new EpochRecord(epochs.size() + 1, new TreeMap<>(Map.of("train-loss", loss, "accuracy", 0.1)), 1));
        }
        return new LedgerEvent.RungFinished(
                1,
                rung,
                3,
                List.of(new TrialOutcome.Completed(
                        TrialId.BASELINE,
                        1,
                        rung,
                        epochs,
                        "checkpoint",
                        false,
                        Math.log(10),
                        new Execution("host", "cpu", cohort, 0, 1, 1))),
                List.of(new Decision(TrialId.BASELINE, Verdict.FINISHED, "because")),
                1,
                0);
    }

    @Test
    void aWinnerIsWorseOnlyIfTheWholeIntervalIs() {
        assertThat(worse(ACCURACY, "accuracy", -0.187, -0.006)).isTrue();
        assertThat(worse(ACCURACY, "accuracy", -0.187, 0)).isFalse();
        assertThat(worse(ACCURACY, "accuracy", 0.001, 0.02)).isFalse();
        assertThat(worse(RMSE, "rmse", 0.1, 0.4)).isTrue();
        assertThat(worse(RMSE, "rmse", -0.1, 0.4)).isFalse();
        assertThat(worse(RMSE, "rmse", -0.4, -0.1)).isFalse();
        assertThat(worse(ACCURACY, "accuracy", Double.NaN, Double.NaN)).as("too few rows for an interval").isFalse();
    }

    @Test
    void aLossOfTrainingIsJudgedByTheLossThatTestRowsHave() {
        Objective loss = new Objective("validation-loss", Direction.MINIMIZE);
        assertThat(worse(loss, "log-loss", 0.1, 0.4)).isTrue();
        assertThat(worse(loss, "rmse", -0.4, -0.1)).isFalse();
        assertThat(worse(loss, "accuracy", -0.4, -0.1)).isFalse();
    }

    @Test
    void nothingIsComparedBeforeTheTestOrWithoutABaseline() {
        assertThat(Warnings.worseThanBaseline(ACCURACY, List.of())).isEmpty();
        assertThat(Warnings.worseThanBaseline(ACCURACY,
                List.of(new TestResult(TrialId.BASELINE, new TreeMap<>(), new TreeMap<>())))).isEmpty();
    }

    @Test
    void failsTheGateIfThatIsAskedFor() {
        List<TestResult> results = results("accuracy", -0.187, -0.006);
        assertThat(GateCheck.unmet(Gate.NONE, ACCURACY, results)).isEmpty();
        Gate fail = new Gate(new TreeMap<>(), new TreeMap<>(), false, Gate.WorseThanBaseline.FAIL);
        assertThat(GateCheck.unmet(fail, ACCURACY, results)).singleElement().asString()
                .contains("worse than the baseline", "[-0.1870, -0.006000]");
        assertThat(GateCheck.unmet(fail, ACCURACY, results("accuracy", -0.187, 0.006))).isEmpty();
    }

    @Test
    void aCodeIsForPrograms() {
        assertThatThrownBy(() -> new Warning("Worse than baseline", "It is."))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Warning("worse", "One line.\nAnother."))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean worse(Objective objective, String metric, double low, double high) {
        return Warnings.worseThanBaseline(objective, results(metric, low, high)).isPresent();
    }

    private static List<TestResult> results(String metric, double low, double high) {
        return List.of(new TestResult(new TrialId(3), new TreeMap<>(),
                        new TreeMap<>(Map.of(metric, new Estimate((low + high) / 2, low, high)))),
                new TestResult(TrialId.BASELINE, new TreeMap<>(), new TreeMap<>()));
    }

    @Test
    void anotherEngineIsSaid() {
        SortedMap<String, String> then =
                new TreeMap<>(Map.of("pytorch", "2.7.1", "java", "17", "processor", "A", "spark", "3.5"));
        SortedMap<String, String> now =
                new TreeMap<>(Map.of("pytorch", "2.8.0", "java", "21", "processor", "A", "os", "linux"));
        StudyState opened = new StudyState(
                List.of(new LedgerEvent.StudyOpened(Instant.EPOCH, "s", 1, "f", new TreeMap<>(then))));
        assertThat(Warnings.otherEngine(opened, now).orElseThrow())
                .startsWith("Continued on another engine: not bit-equal " + "(pytorch 2.8.0, was 2.7.1)");
        assertThat(Warnings.otherEngine(opened, then)).isEmpty();
        then.put(Warnings.ENGINE, "programs 1");
        assertThat(Warnings.otherEngine(opened, then).orElseThrow()).as("a study of before engines were recorded")
                .startsWith("Continued on another engine: not bit-equal (engine programs 1, was operations 1)");
        assertThat(Warnings.otherEngine(new StudyState(List.of()), now)).isEmpty();
    }

    @Test
    void theLossMustFallByAThousandthOfTheConstantOne() {
        double limit = (1 - 1e-3) * Math.log(10);
        assertThat(Warnings.constantPrediction(baseline(0, limit))).isPresent();
        assertThat(Warnings.constantPrediction(baseline(0, Math.nextDown(limit)))).isEmpty();
        assertThat(Warnings.constantPrediction(baseline(0, 2.4, 2.31)).orElseThrow().text()).contains("in 2 epochs");
        assertThat(Warnings.constantPrediction(baseline(0, 2.4)).orElseThrow().text()).contains("in 1 epoch its");
    }

    @Test
    void onlyTheBaselinesOwnFirstRungTellsWhetherItLearns() {
        assertThat(Warnings.constantPrediction(rung(StandingsTest.completed(3, 0, false, 1, 0.1)))).isEmpty();
        assertThat(Warnings.constantPrediction(rung(new TrialOutcome.Completed(TrialId.BASELINE, 0, 0, List.of(),
                "checkpoint", false, Math.log(10), new Execution("host", "cpu", "0.0.0", 0, 1, 1))))).isEmpty();
        assertThat(Warnings.constantPrediction(rung(new TrialOutcome.Failed(TrialId.BASELINE, 0, 0, List.of(),
                "no memory", new Execution("host", "cpu", "0.0.0", 0, 1, 1))))).isEmpty();
    }

    @Test
    void anIntervalThatEndsAtNoDifferenceLeavesDoubt() {
        assertThat(worse(RMSE, "rmse", 0, 0.4)).isFalse();
        assertThat(worse(RMSE, "rmse", Double.MIN_VALUE, 0.4)).isTrue();
        assertThat(worse(ACCURACY, "accuracy", -0.4, -Double.MIN_VALUE)).isTrue();
    }

    @Test
    void allThereIsToWarnOfIsSaidTheGravestFirst() {
        TrialId winner = new TrialId(1);
        FinalModel model = new FinalModel(winner, 9, "model", 0.1, 2.3, 1234, 0);
        List<LedgerEvent> events = new ArrayList<>(List.of(
                new LedgerEvent.StudyOpened(Instant.EPOCH, "s", 1, "f", new TreeMap<>(Map.of("pytorch", "2.7.1"))),
                new LedgerEvent.StudyResumed(Instant.EPOCH, new TreeMap<>(Map.of("pytorch", "2.8.0"))),
                opened(TrialId.BASELINE, winner, new TrialId(2)),
                baseline(0, 2.4, 2.31),
                trained("1.0.0b", StandingsTest.completed(1, 0, false, 1, 0.9)),
                new LedgerEvent.SearchEnded(Instant.EPOCH, "done", 1, ""),
                new LedgerEvent.RefitRejected(winner, 0, Double.NaN, 2.3, "diverged in epoch 9"),
                new LedgerEvent.Refitted(List.of(model)),
                new LedgerEvent.LockBoxOpened(Instant.EPOCH, 1, winner),
                new LedgerEvent.LockBoxOpened(Instant.EPOCH, 2, winner),
                new LedgerEvent.Tested(results("accuracy", -0.187, -0.006))));

        StudySpec arrival = SPEC.with(new InFlight(OptionalInt.empty(), InFlight.Order.ARRIVAL));
        List<Warning> warnings = Warnings.of(arrival, new StudyState(events));

        assertThat(warnings).extracting(Warning::code).containsExactly(Warnings.WORSE_THAN_BASELINE,
                Warnings.REFIT_REJECTED, Warnings.CONSTANT_PREDICTION, Warnings.OTHER_ENVIRONMENT,
                Warnings.HALVED_COHORTS, Warnings.LOCK_BOX_REOPENED,
                Warnings.ORDER_OF_ARRIVAL);
        assertThat(Warnings.of(SPEC, new StudyState(events))).as("in the study's own order").hasSize(6);
        assertThat(warnings.get(0).text()).contains("accuracy by -0.09650, 95 % interval [-0.1870, -0.006000]",
                "The winner was chosen on 1,234 validation rows, as the best of 2 trials: ", "Use the baseline; ");
        assertThat(warnings.get(1).text()).endsWith("What is used was refitted with another seed.");
        assertThat(warnings.get(3).text()).contains("(pytorch 2.8.0, was 2.7.1)");
        assertThat(warnings.get(5).text()).startsWith("The lock box was opened 2 times");
    }

    @Test
    void howManyValidationRowsThereWereIsLeftOutWhereNobodyKnows() {
        for (int rows : List.of(0, 1)) {
            List<LedgerEvent> events = List.of(opened(TrialId.BASELINE, new TrialId(1)),
                    new LedgerEvent.SearchEnded(Instant.EPOCH, "done", 1, ""),
                    new LedgerEvent.Refitted(List.of(new FinalModel(new TrialId(1), 9, "model", 0.1, 2.3, rows, 0))),
                    new LedgerEvent.LockBoxOpened(Instant.EPOCH, 1, new TrialId(1)),
                    new LedgerEvent.Tested(results("accuracy", -0.187, -0.006)));
            assertThat(Warnings.of(SPEC, new StudyState(events))).singleElement().satisfies(warning ->
                    assertThat(warning.text()).contains(rows == 0 ? "was chosen on validation rows, as the best of 0"
                            : "was chosen on 1 validation rows, as the best of 0"));
        }
    }

    @Test
    void oneOpeningOfTheLockBoxIsAsItShouldBe() {
        List<LedgerEvent> events = List.of(new LedgerEvent.LockBoxOpened(Instant.EPOCH, 1, new TrialId(1)));
        assertThat(Warnings.of(SPEC, new StudyState(events))).isEmpty();
    }

    @Test
    void machinesThatDoNotComputeTheSameBitsAreCounted() {
        LedgerEvent old = rung(on("x86 avx2", 1));
        assertThat(Warnings.of(SPEC, new StudyState(List.of(old, rung(on("x86 avx2", 2), on("", 3)))))).isEmpty();
        assertThat(Warnings.of(SPEC, new StudyState(List.of(old, rung(on("x86 avx2", 2), on("arm neon", 3))))))
                .singleElement().satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo(Warnings.OTHER_ENVIRONMENT);
                    assertThat(warning.text()).contains(
                            "on 2 kinds of machine", "arm neon (1 times); x86 avx2 (2 times). Another run");
                });
    }

    @Test
    void anotherEngineIsWarnedOfOnlyOnceItHasTrained() {
        LedgerEvent opened =
                new LedgerEvent.StudyOpened(Instant.EPOCH, "s", 1, "f", new TreeMap<>(Map.of("pytorch", "2.7.1")));
        LedgerEvent same = new LedgerEvent.StudyResumed(Instant.EPOCH, new TreeMap<>(Map.of("pytorch", "2.7.1")));
        LedgerEvent other = new LedgerEvent.StudyResumed(Instant.EPOCH, new TreeMap<>(Map.of("pytorch", "2.8.0")));
        LedgerEvent trained = rung(on("", 1));
        assertThat(Warnings.of(SPEC, new StudyState(List.of(opened, trained, other)))).isEmpty();
        assertThat(Warnings.of(SPEC, new StudyState(List.of(opened, same, trained)))).isEmpty();
        assertThat(Warnings.of(SPEC, new StudyState(List.of(opened, same, other, trained))))
                .extracting(Warning::code).containsExactly(Warnings.OTHER_ENVIRONMENT);
    }

    private static final StudySpec SPEC =
            Specs.of(new RandomSampler(), new FullTraining(6, 3, 2), StopRules.NONE, List.of(), Specs.SPACE);

    private static LedgerEvent opened(TrialId... trials) {
        return new LedgerEvent.BracketOpened(new BracketPlan(1, List.of(new RungPlan(trials.length, 3))),
                Stream.of(trials).map(trial -> new LedgerEvent.Proposal(trial, Specs.rate(0.5), "random")).toList());
    }

    private static TrialOutcome on(String machine, int trial) {
        return new TrialOutcome.Failed(new TrialId(trial), 1, 0, List.of(), "no memory",
                new Execution("host", "cpu", "1.0.0", 0, 1, 1, machine));
    }

    private static LedgerEvent.RungFinished trained(String cohort, TrialOutcome outcome) {
        TrialOutcome.Completed completed = (TrialOutcome.Completed) outcome;
        return rung(new TrialOutcome.Completed(completed.trial(), 1, 0, completed.epochs(), "checkpoint", false,
                Double.NaN, new Execution("host", "cpu", cohort, 0, 1, 1)));
    }

    private static LedgerEvent.RungFinished rung(TrialOutcome... outcomes) {
        return new LedgerEvent.RungFinished(1, 0, 3, List.of(outcomes), Stream.of(outcomes)
                .map(outcome -> new Decision(outcome.trial(), Verdict.FINISHED, "because")).toList(), 1, 0);
    }
}

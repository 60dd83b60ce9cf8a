package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Keep;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.gp.RegretBound;
import org.whittle.schedule.Decision;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.Execution;
import org.whittle.work.History;
import org.whittle.work.Observation;
import org.whittle.work.TrialOutcome;

class StopMonitorTest {

    private Standings standings;
    private StopMonitor monitor;

    @Test
    void aPlateauIsCountedFromTheLastGainByMoreThanEpsilon() {
        watch(Specs.hyperband(Specs.plateau(3, 0.01)));
        assertThat(ends(1, 0.5)).isEmpty();
        assertThat(ends(2, 0.6)).as("better: a gain").isEmpty();
        assertThat(ends(3, 0.4)).isEmpty();
        assertThat(ends(4, 0.605)).as("better by less than epsilon: none").isEmpty();
        assertThat(ends(5, 0.62)).as("better than the last gain by more").isEmpty();
        assertThat(ends(6, 0.1)).isEmpty();
        assertThat(ends(7, 0.62)).isEmpty();
        assertThat(ends(8, 0.3)).hasValueSatisfying(stop -> {
            assertThat(stop.reason())
                    .isEqualTo("plateau: the last 3 trials brought no gain of accuracy above 0.01 "
                            + "(stop.plateau.trials is 3, best 0.620000)");
            assertThat(stop.finalists()).isTrue();
        });
    }

    @Test
    void worseIsNoGain() {
        watch(Specs.keeping(Keep.LAST_EPOCH, Specs.hyperband(Specs.plateau(3, 0.01))));
        assertThat(goesOn(1, 0.9)).isEmpty();
        assertThat(ends(2, 0.2)).isEmpty();
        assertThat(ends(3, 0.2)).isEmpty();
        // The best trial shows less in its last epoch now: what is best has become worse, by far more than epsilon.
        assertThat(after(StandingsTest.completed(1, 1, false, 2, 0.5), Verdict.FINISHED))
                .hasValueSatisfying(stop -> assertThat(stop.reason()).startsWith("plateau: the last"));
    }

    @Test
    void trialsThatGoOnDoNotCountTowardsAPlateau() {
        watch(Specs.hyperband(Specs.plateau(2, 0.01)));
        assertThat(goesOn(1, 0.9)).isEmpty();
        assertThat(goesOn(2, 0.3)).isEmpty();
        assertThat(goesOn(3, 0.3)).isEmpty();
        assertThat(ends(4, 0.3)).isEmpty();
        assertThat(ends(5, 0.3)).isPresent();
    }

    @Test
    void theTargetIsReachedByTheTargetItself() {
        watch(Specs.hyperband(Specs.target(0.75)));
        assertThat(ends(1, Math.nextDown(0.75))).isEmpty();
        assertThat(ends(2, 0.75)).hasValueSatisfying(stop -> {
            assertThat(stop.reason()).isEqualTo("target reached: accuracy 0.750000 (stop.target is 0.75)");
            assertThat(stop.finalists()).isFalse();
        });
    }

    @Test
    void aGainOfEpsilonIsNone() {
        watch(Specs.hyperband(Specs.plateau(1, 0.25)));
        assertThat(ends(1, 0.5)).isEmpty();
        assertThat(ends(2, 0.75)).as("0.25 exactly").isPresent();
        watch(Specs.hyperband(Specs.plateau(1, 0.25)));
        assertThat(ends(1, 0.5)).isEmpty();
        assertThat(ends(2, Math.nextUp(0.75))).isEmpty();
    }

    @Test
    void withoutAResultThereIsNoPlateau() {
        watch(Specs.hyperband(Specs.plateau(1, 0)));
        TrialOutcome broken = new TrialOutcome.Failed(new TrialId(1), 1, 0, List.of(), "no memory",
                new Execution("host", "cpu", "1.0.0", 0, 1, 1));
        assertThat(after(broken, Verdict.STOPPED)).isEmpty();
    }

    @Test
    void withSeveralGoalsAGainIsATrialThatNoOtherCovers() {
        watch(twoGoals(Specs.plateau(2, 0.5)));
        assertThat(ends(1, 0.8, 9)).as("the first").isEmpty();
        assertThat(ends(2, 0.5, 3)).as("less accurate and faster").isEmpty();
        assertThat(ends(3, 0.5, 4)).as("covered by the second").isEmpty();
        assertThat(ends(4, 0.8001, 9)).as("better by whatever little").isEmpty();
        assertThat(ends(5, 0.5, 3)).as("equal to the second").isEmpty();
        assertThat(ends(6, 0.4, 9)).hasValueSatisfying(stop -> {
            assertThat(stop.reason()).isEqualTo("plateau: none of the last 2 trials joined the front of 3 "
                    + "(stop.plateau.trials is 2)");
            assertThat(stop.finalists()).isTrue();
        });
    }

    @Test
    void aTrialThatDivergesLeavesTheFront() {
        watch(twoGoals(Specs.plateau(2, 0.5)));
        assertThat(goesOn(1, 0.8, 1)).isEmpty();
        assertThat(after(new TrialOutcome.Diverged(new TrialId(1), 1, 1, List.of(), "NaN",
                new Execution("host", "cpu", "1.1.0", 0, 1, 1)), Verdict.STOPPED)).isEmpty();
        assertThat(ends(2, 0.7, 2)).as("covered by nothing that is left").isEmpty();
        assertThat(ends(3, 0.1, 9)).isEmpty();
        assertThat(ends(4, 0.1, 9)).hasValueSatisfying(stop ->
                assertThat(stop.reason()).contains("none of the last 2 trials joined the front of 1 "));
    }

    @Test
    void regretEndsTheSearchBelowTheBoundAndNotAtIt() {
        double left = left();
        assertThat(bracketEnds(Specs.regret(left), 10)).as("at it").isEmpty();
        assertThat(bracketEnds(Specs.regret(Math.nextUp(left)), 10)).hasValueSatisfying(stop -> {
            assertThat(stop.reason()).isEqualTo(String.format(Locale.ROOT,
                    "regret: at most %.3g of accuracy is left to gain (stop.regret.below is %s)", left,
                    Math.nextUp(left)));
            assertThat(stop.finalists()).isFalse();
        });
    }

    @Test
    void aGainIsHeldAgainstTheEpochsOfTheNextRung() {
        // The next rung's 9 trials train for 3 epochs each: 27, which is 13.5 times 2.
        StopRules.Cost two = new StopRules.Cost.Epochs(2);
        double gain = left() / 13.5;
        assertThat(bracketEnds(marginal(gain, two), 10)).as("just worth it").isEmpty();
        assertThat(bracketEnds(marginal(Math.nextUp(gain), two), 10)).hasValueSatisfying(stop -> assertThat(
                stop.reason()).startsWith("marginal gain: at most ").endsWith(String.format(Locale.ROOT,
                        "and the next rung takes 27 epochs, so a rung gains at most %.3g per 2 epochs "
                                + "(stop.marginal.gain is %s)", gain, Math.nextUp(gain))));
    }

    @Test
    void aGainIsHeldAgainstTheTimeThatTheNextRungWillTake() {
        // An epoch took 10 s / 2; 27 of them take 135 s, which is 0.0375 hours.
        StopRules.Cost hour = new StopRules.Cost.Time(Duration.ofHours(1));
        double gain = left() / 0.0375;
        assertThat(bracketEnds(marginal(gain * 0.999, hour), 10)).isEmpty();
        assertThat(bracketEnds(marginal(gain * 1.001, hour), 10)).hasValueSatisfying(stop -> assertThat(
                stop.reason()).contains(String.format(Locale.ROOT, "at most %.3g per 1.000 hours ", gain)));
        assertThat(bracketEnds(marginal(gain * 1000, hour), 0)).as("no time was measured").isEmpty();
    }

    @Test
    void whatIsLeftIsAskedForOnlyWhereABracketEnds() {
        watch(Specs.hyperband(marginal(1e9, new StopRules.Cost.Epochs(1))));
        TrialOutcome outcome = StandingsTest.completed(1, 0, false, 1, 0.5);
        standings.note(outcome);
        assertThat(monitor.afterRung(rung(outcome, Verdict.PROMOTED, 10), () -> {
            throw new AssertionError("not asked for");
        }, Optional::empty)).isEmpty();
        assertThat(monitor.afterRung(rung(outcome, Verdict.FINISHED, 10), StopMonitorTest::told, Optional::empty))
                .as("nothing would follow").isEmpty();
    }

    /** What is left to gain after {@link #told}, as the monitor of {@link Specs}' seed asks. */
    private static double left() {
        return RegretBound.of(Specs.SPACE, told(), RandomStream.ofSeed(42).child("regret").child(24)).orElseThrow();
    }

    private static History told() {
        List<Observation> observations = IntStream.range(0, 24).mapToObj(i -> new Observation(new TrialId(i),
                Specs.rate((i + 0.5) / 24), 9, SyntheticCluster.accuracy((i + 0.5) / 24, 9))).toList();
        return new History(new Objective("accuracy", Direction.MAXIMIZE), 9,
                observations.stream().map(Observation::configuration).toList(), observations);
    }

    private static StopRules marginal(double gain, StopRules.Cost per) {
        return new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(), OptionalDouble.empty(),
                Optional.empty(), OptionalDouble.empty(), Optional.of(new StopRules.Marginal(gain, per)));
    }

    /** After a rung of two epochs. */
    private Optional<StopMonitor.Stop> bracketEnds(StopRules rules, double seconds) {
        watch(Specs.hyperband(rules));
        TrialOutcome outcome = StandingsTest.completed(1, 0, false, 1, 0.5, 0.6);
        standings.note(outcome);
        return monitor.afterRung(rung(outcome, Verdict.FINISHED, seconds), StopMonitorTest::told,
                () -> Optional.of(new RungPlan(9, 3)));
    }

    private static StudySpec twoGoals(StopRules rules) {
        StudySpec one = Specs.hyperband(rules);
        return new StudySpec(one.name(), one.seed(), one.data(), one.training(), one.topK(), one.space(),
                one.baseline(), one.enqueued(), Objectives.of(new Objective("accuracy", Direction.MAXIMIZE),
                new Objective("log-loss", Direction.MINIMIZE)), one.sampler(), one.scheduler(), one.stop(),
                one.cohorts(), one.test(), one.gate(), one.resolved());
    }

    private Optional<StopMonitor.Stop> ends(int trial, double accuracy, double loss) {
        return after(completed(trial, accuracy, loss), Verdict.STOPPED);
    }

    private Optional<StopMonitor.Stop> goesOn(int trial, double accuracy, double loss) {
        return after(completed(trial, accuracy, loss), Verdict.PROMOTED);
    }

    private static TrialOutcome completed(int trial, double accuracy, double loss) {
        return new TrialOutcome.Completed(new TrialId(trial), 1, 0, List.of(new EpochRecord(1,
                new TreeMap<>(Map.of("accuracy", accuracy, "log-loss", loss)), 0.1)), "checkpoint", false, Double.NaN,
                new Execution("host", "cpu", "1.0.0", 0, 1, 1));
    }

    private static RungFinished rung(TrialOutcome outcome, Verdict verdict, double seconds) {
        return new RungFinished(1, outcome.rung(), 1, List.of(outcome),
                List.of(new Decision(outcome.trial(), verdict, "because")), seconds, 0);
    }

    private void watch(StudySpec spec) {
        standings = new Standings(spec.objectives());
        monitor = new StopMonitor(spec, standings);
    }

    private Optional<StopMonitor.Stop> ends(int trial, double accuracy) {
        return after(StandingsTest.completed(trial, 0, false, 1, accuracy), Verdict.STOPPED);
    }

    private Optional<StopMonitor.Stop> goesOn(int trial, double accuracy) {
        return after(StandingsTest.completed(trial, 0, false, 1, accuracy), Verdict.PROMOTED);
    }

    private Optional<StopMonitor.Stop> after(TrialOutcome outcome, Verdict verdict) {
        standings.note(outcome);
        return monitor.afterRung(rung(outcome, verdict, 1), () -> {
            throw new AssertionError("not asked for");
        }, Optional::empty);
    }
}

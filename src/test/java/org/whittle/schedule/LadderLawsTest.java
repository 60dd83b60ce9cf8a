package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Threshold;
import org.whittle.work.TrialOutcome;

/** What holds of every bracket, whatever its numbers. */
class LadderLawsTest {

    @Property(tries = 300, seed = "11")
    void aRungKeepsOneInEtaRoundedDownAndNeverNone(@ForAll @IntRange(min = 1, max = 300) int trials,
            @ForAll @IntRange(min = 2, max = 5) int eta, @ForAll @IntRange(min = 1, max = 81) int maxEpochs) {
        List<RungPlan> rungs = new SuccessiveHalving(trials, 1, maxEpochs, eta, 1).brackets(0, 1).get(0).rungs();
        long power = 1;
        for (RungPlan rung : rungs) {
            assertThat(rung.trials()).isEqualTo((int) (trials / power)).isPositive();
            power *= eta;
        }
        assertThat(rungs.get(rungs.size() - 1).epochs()).isEqualTo(maxEpochs);
    }

    /** As many as the next rung has places, the best of them, whatever order they are told in. */
    @Property(tries = 200, seed = "12")
    void promotionFillsTheNextRungsPlacesWithTheBest(@ForAll @IntRange(min = 2, max = 40) int trials,
            @ForAll @IntRange(min = 2, max = 4) int eta, @ForAll Random random) {
        int places = Math.max(1, trials / eta);
        BracketPlan plan = new BracketPlan(1, List.of(new RungPlan(trials, 1), new RungPlan(places, 3)));
        List<TrialOutcome> outcomes = new ArrayList<>();
        int broken = 0;
        for (int trial = 0; trial < trials; trial++) {
            boolean fails = random.nextInt(4) == 0;
            broken += fails ? 1 : 0;
            outcomes.add(
                    fails
                            ? Reports.failed(trial)
                            : Reports.completed(trial, Reports.ACCURACY, random.nextInt(5) / 5.0));
        }
        List<Integer> promoted = promoted(plan, outcomes);
        assertThat(promoted).hasSize(Math.min(places, trials - broken));
        List<TrialOutcome> completed = outcomes.stream().filter(TrialOutcome.Completed.class::isInstance).toList();
        for (TrialOutcome in : completed) {
            for (TrialOutcome out : completed) {
                if (promoted.contains(in.trial().value()) && !promoted.contains(out.trial().value())) {
                    assertThat(accuracy(in)).isGreaterThanOrEqualTo(accuracy(out));
                }
            }
        }
        Collections.shuffle(outcomes, random);
        assertThat(promoted(plan, outcomes)).containsExactlyInAnyOrderElementsOf(promoted);
    }

    private static List<Integer> promoted(BracketPlan plan, List<TrialOutcome> outcomes) {
        return Reports.trials(
                Promotion.judge(plan, List.of(Reports.result(plan, 0, outcomes)), Objectives.of(Reports.ACCURACY)),
                Verdict.PROMOTED);
    }

    private static double accuracy(TrialOutcome outcome) {
        return outcome.epochs().get(0).metrics().get("accuracy");
    }

    @Property(tries = 300, seed = "13")
    void aBracketIsShrunkJustSoFarThatItFits(
            @ForAll("brackets") BracketPlan plan, @ForAll @IntRange(max = 3000) int budget) {
        Optional<BracketPlan> within = plan.within(budget);
        if (within.isEmpty()) {
            assertThat(plan.shrunkTo(1).epochs()).isGreaterThan(budget);
            return;
        }
        assertThat(within.get().epochs()).isLessThanOrEqualTo(budget);
        int trials = within.get().trials();
        assertThat(within.get().rungs()).isEqualTo(plan.shrunkTo(trials).rungs());
        assertThat(trials == plan.trials() || plan.shrunkTo(trials + 1).epochs() > budget).isTrue();
        assertThat(plan.within(plan.epochs())).contains(plan);
    }

    @Property(tries = 200, seed = "14")
    void aShrunkBracketKeepsItsProportionsAndItsEpochs(@ForAll("brackets") BracketPlan plan, @ForAll Random random) {
        int population = 1 + random.nextInt(plan.trials());
        BracketPlan shrunk = plan.shrunkTo(population);
        assertThat(shrunk.trials()).isEqualTo(population);
        for (int i = 0; i < plan.rungs().size(); i++) {
            assertThat(shrunk.rungs().get(i).epochs()).isEqualTo(plan.rungs().get(i).epochs());
            assertThat(shrunk.rungs().get(i).trials()).isEqualTo(
                    Math.max(1, plan.rungs().get(i).trials() * population / plan.trials()));
        }
        assertThatThrownBy(() -> plan.shrunkTo(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plan.shrunkTo(plan.trials() + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<BracketPlan> brackets() {
        return Combinators.combine(Arbitraries.integers().between(1, 60), Arbitraries.integers().between(2, 4),
                Arbitraries.integers().between(1, 30)).as((trials, eta, epochs) ->
                new SuccessiveHalving(trials, 1, epochs, eta, 1).brackets(0, 4).get(0));
    }

    static Stream<Scheduler> schedulers() {
        return new SchedulerContractTest().schedulers();
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void iterationsThatAreSaidToBeAlikeAre(Scheduler scheduler) {
        for (int iteration = 0; iteration < scheduler.iterations();) {
            int alike = scheduler.alike(iteration);
            assertThat(alike).isBetween(1, scheduler.iterations() - iteration);
            for (int i = 0; i < alike; i++) {
                assertThat(scheduler.brackets(iteration + i, 1)).isEqualTo(scheduler.brackets(iteration, 1));
            }
            iteration += alike;
        }
    }

    /** So that a study of millions of iterations is told of at once. */
    @Test
    void manyIterationsAreFewKinds() {
        assertThat(new Hyperband(1, 27, 3, 1_000_000).alike(3)).isEqualTo(999_997);
        assertThat(new SuccessiveHalving(9, 1, 9, 3, 500).alike(1)).isEqualTo(499);
        assertThat(new Ascent(1, 52, 4, 12, 900).alike(5)).isEqualTo(895);
        assertThat(new Ascent(1, 52, 4, 12, 900).alike(4)).isOne();
        assertThat(new FullTraining(1000, 10, 3).alike(20)).isEqualTo(80);
        assertThat(new FullTraining(1005, 10, 3).alike(100)).as("the last is smaller").isOne();
        assertThat(new MedianStopping(1000, 10, 9, 1, 1).alike(0)).isEqualTo(100);
        assertThat(new LearningCurve(1000, 10, 9, 1, 1, 0.05).alike(0)).isEqualTo(100);
        assertThat(new OneEpoch(20, 3, 1, 9).alike(0)).isOne();
    }

    @Test
    void epochsAreThoseThatTrialsPayFor() {
        BracketPlan plan = new BracketPlan(1, List.of(new RungPlan(9, 1), new RungPlan(3, 3), new RungPlan(1, 9)));
        assertThat(plan.epochs()).isEqualTo(9 + 3 * 2 + 6);
        assertThat(BracketPlan.isOfFinalists(-1)).isTrue();
        assertThat(BracketPlan.isOfFinalists(0)).isFalse();
        assertThat(new BracketPlan(1, List.of(new RungPlan(3, 1), new RungPlan(3, 2))).trials()).isEqualTo(3);
        assertThatThrownBy(() -> new BracketPlan(1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BracketPlan(1, List.of(new RungPlan(3, 2), new RungPlan(3, 2))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BracketPlan(1, List.of(new RungPlan(3, 1), new RungPlan(4, 2))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRungIsCalledByItsBracketOrAsTheFinalists() {
        assertThat(new Rung(2, 1, 3, 0, List.of()).title()).isEqualTo("bracket 2, rung 1: 0 trials × 3 epochs");
        RungResult one = Reports.result(new BracketPlan(-1, List.of(new RungPlan(1, 1))), 0,
                List.of(Reports.completed(1, Reports.ACCURACY, 1)));
        assertThat(one.rung().title()).isEqualTo("finalists: 1 trial × 1 epoch");
        assertThat(new Rung(2, 1, 9, 6, List.of()).title()).isEqualTo("bracket 2, rung 1: 0 trials × 3 epochs");
    }

    @Test
    void settingsThatMakeNoScheduleAreRefusedWithOneThatDoes() {
        refused(() -> new FullTraining(5, 5, 0), "search.max-epochs = 27");
        refused(() -> new MedianStopping(5, 5, 0, 1, 1), "search.max-epochs = 27");
        refused(() -> new LearningCurve(5, 5, 0, 1, 1, 0.1), "search.max-epochs = 27");
        refused(() -> new LearningCurve(5, 5, 9, 1, 1, 0), "probability");
        refused(() -> new LearningCurve(5, 5, 9, 1, 1, 1), "probability");
        refused(() -> new FullTraining(0, 5, 5), "search.trials = 30");
        refused(() -> new FullTraining(5, 0, 5), "search.population = 10");
        refused(() -> new OneEpoch(0, 1, 1, 9), "search.trials = 27");
        refused(() -> new OneEpoch(3, 0, 1, 9), "search.one-epoch.keep = 3");
        refused(() -> new OneEpoch(3, 3, 0, 9), "search.min-epochs = 1");
        refused(() -> new SuccessiveHalving(0, 1, 9, 3, 1), "search.trials = 27");
        refused(() -> new SuccessiveHalving(9, 1, 9, 3, 0), "search.iterations = 1");
        refused(() -> new Hyperband(1, 9, 1, 1), "search.eta = 3");
        refused(() -> new Hyperband(1, 0, 3, 1), "search.max-epochs = 27");
        refused(() -> new Hyperband(0, 9, 3, 1), "search.min-epochs = 1");
        refused(() -> new PopulationBasedTraining(9, 0, 3), "search.max-epochs = 27");
        refused(() -> new PopulationBasedTraining(9, 9, 0), "search.population-based-training.interval = 3");
    }

    private static void refused(Runnable made, String proposal) {
        assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(proposal);
    }

    @Test
    void whatIsDoneOnceIsSaidSo() {
        assertThat(new Hyperband(1, 9, 3, 1).describe()).contains("once");
        assertThat(new Hyperband(1, 9, 3, 2).describe()).contains("2 times");
        assertThat(new SuccessiveHalving(9, 1, 9, 3, 1).describe()).contains("once");
        assertThat(new SuccessiveHalving(9, 1, 9, 3, 2).describe()).contains("2 times");
        assertThat(new OneEpoch(9, 3, 1, 9).describe()).contains("9 trials of 1 epoch,");
        assertThat(new OneEpoch(9, 3, 2, 9).describe()).contains("9 trials of 2 epochs,");
    }

    @Test
    void withSeveralGoalsAReasonNamesTheFront() {
        Objectives goals = Objectives.of(Reports.ACCURACY, new Threshold("accuracy", Direction.MAXIMIZE, 0.1));
        BracketPlan plan = new BracketPlan(1, List.of(new RungPlan(2, 1), new RungPlan(1, 2)));
        List<Decision> decisions = Promotion.judge(plan, List.of(Reports.result(plan, 0, IntStream.range(0, 2)
                .mapToObj(i -> Reports.completed(i, Reports.ACCURACY, 0.5 + 0.1 * i)).toList())), goals);
        assertThat(decisions.get(0).reason()).contains("ranked 2 of 2").contains(" on front 2");
        assertThat(decisions.get(1).reason()).contains("ranked 1 of 2").contains(" on front 1");
        assertThat(new Objective("accuracy", Direction.MAXIMIZE)).isEqualTo(goals.first());
    }
}

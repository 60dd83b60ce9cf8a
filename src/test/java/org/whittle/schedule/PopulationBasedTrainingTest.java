package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.whittle.schedule.Reports.ACCURACY;
import static org.whittle.schedule.Reports.completed;
import static org.whittle.schedule.Reports.diverged;
import static org.whittle.schedule.Reports.epochs;
import static org.whittle.schedule.Reports.failed;
import static org.whittle.schedule.Reports.result;
import static org.whittle.schedule.Reports.trials;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.work.TrialOutcome;

class PopulationBasedTrainingTest {

    private static final Objectives BEST = Objectives.of(ACCURACY);

    @Test
    void aPopulationIsOneBracketOfGenerations() {
        PopulationBasedTraining scheduler = new PopulationBasedTraining(20, 10, 4);

        assertThat(scheduler.iterations()).isEqualTo(1);
        BracketPlan bracket = scheduler.brackets(0, 1).get(0);
        assertThat(Reports.table(bracket)).isEqualTo("20×4 20×8 20×10");
        assertThat(scheduler.copies(bracket)).as("4 of 20 after each generation but the last").isEqualTo(8);
        assertThat(scheduler.copies(bracket.shrunkTo(1))).isZero();
    }

    @Test
    void theWorstOfFiveMakesRoomForACopyOfTheBest() {
        PopulationBasedTraining scheduler = new PopulationBasedTraining(5, 9, 3);
        BracketPlan bracket = scheduler.brackets(0, 1).get(0);
        List<RungResult> rung = List.of(result(bracket, 0, List.of(completed(1, ACCURACY, 0.81),
                completed(2, ACCURACY, 0.62), completed(3, ACCURACY, 0.55), completed(4, ACCURACY, 0.79),
                completed(5, ACCURACY, 0.90))));

        List<Decision> decisions = scheduler.judge(bracket, rung, BEST);

        assertThat(trials(decisions, Verdict.PROMOTED)).containsExactly(1, 2, 4, 5);
        assertThat(decisions.get(2).reason())
                .isEqualTo("ranked 5 of 5 by accuracy 0.5500; makes room for a copy of 5");
        assertThat(decisions.get(3).reason()).isEqualTo("ranked 3 of 5 by accuracy 0.7900; goes on");
        assertThat(scheduler.succession(bracket, rung, BEST)).contains(succession(List.of(3), List.of(5)));
    }

    @Test
    void theBottomFifthEndsAndTheTopFifthIsCopied() {
        PopulationBasedTraining scheduler = new PopulationBasedTraining(20, 9, 3);
        BracketPlan bracket = scheduler.brackets(0, 1).get(0);
        List<TrialOutcome> outcomes = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> completed(i, ACCURACY, 0.5 + i % 7 * 0.05 + i * 0.001)).toList();

        // i mod 7 orders them: 6, 13, 20 have most, then 5, 12, 19; 7 and 14 have least, then 1, 8, 15.
        assertThat(scheduler.succession(bracket, List.of(result(bracket, 0, outcomes)), BEST))
                .contains(succession(List.of(1, 7, 8, 14), List.of(20, 13, 6, 19)));
    }

    @Test
    void brokenTrialsAreReplacedFirstAndThoseBeyondTheFifthEndWithoutASuccessor() {
        PopulationBasedTraining scheduler = new PopulationBasedTraining(5, 9, 3);
        BracketPlan bracket = scheduler.brackets(0, 1).get(0);
        List<RungResult> rung = List.of(result(bracket, 0, List.of(failed(1), completed(2, ACCURACY, 0.6),
                diverged(3, epochs(ACCURACY, 1, 0.9)), completed(4, ACCURACY, 0.5), completed(5, ACCURACY, 0.7))));

        List<Decision> decisions = scheduler.judge(bracket, rung, BEST);

        assertThat(trials(decisions, Verdict.PROMOTED)).containsExactly(2, 4, 5);
        assertThat(decisions.get(0).reason()).isEqualTo("failed: out of memory; ends");
        assertThat(scheduler.succession(bracket, rung, BEST)).contains(succession(List.of(3), List.of(5)));
    }

    @Test
    void aTrialThatRanOutOfPatienceIsNotCopied() {
        PopulationBasedTraining scheduler = new PopulationBasedTraining(5, 9, 3);
        BracketPlan bracket = scheduler.brackets(0, 1).get(0);
        List<TrialOutcome> outcomes = List.of(completed(1, epochs(ACCURACY, 1, 0.9, 0.8), true),
                completed(2, ACCURACY, 0.7), completed(3, ACCURACY, 0.6));

        assertThat(scheduler.succession(bracket, List.of(result(bracket, 0, outcomes)), BEST))
                .contains(succession(List.of(3), List.of(2)));
        List<RungResult> rung = List.of(result(bracket, 0, List.of(outcomes.get(0), failed(2))));
        assertThat(scheduler.succession(bracket, rung, BEST)).isEqualTo(Optional.empty());
        assertThat(trials(scheduler.judge(bracket, rung, BEST), Verdict.PROMOTED)).containsExactly(1);
    }

    @Test
    void settingsThatCannotBeAreRefusedWithAProposal() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PopulationBasedTraining(1, 9, 3))
                .withMessage("The population (1) must be at least 2. Maybe set search.population = 20.");
        assertThatIllegalArgumentException().isThrownBy(() -> new PopulationBasedTraining(5, 9, 0))
                .withMessageContaining("search.population-based-training.interval = 3");
    }

    private static Succession succession(List<Integer> ending, List<Integer> parents) {
        return new Succession(ending.stream().map(TrialId::new).toList(), parents.stream().map(TrialId::new).toList());
    }
}

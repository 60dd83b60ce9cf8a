package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.whittle.schedule.Reports.ACCURACY;
import static org.whittle.schedule.Reports.LOSS;
import static org.whittle.schedule.Reports.completed;
import static org.whittle.schedule.Reports.diverged;
import static org.whittle.schedule.Reports.epochs;
import static org.whittle.schedule.Reports.result;
import static org.whittle.schedule.Reports.trials;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.work.TrialOutcome;

class LearningCurveTest {

    private static final LearningCurve SCHEDULER = new LearningCurve(10, 4, 27, 6, 6, 0.05);
    private static final BracketPlan BRACKET = SCHEDULER.brackets(0, 1).get(0);

    @Test
    void curvesAreLookedAtAtTheIntervalAfterTheGrace() {
        assertThat(Reports.table(BRACKET)).isEqualTo("4×6 4×12 4×18 4×24 4×27");
        assertThat(SCHEDULER.iterations()).isEqualTo(3);
    }

    @Test
    void aTrialThatWillHardlyReachTheBestEnds() {
        List<Decision> decisions = SCHEDULER.judge(
                BRACKET,
                List.of(result(
                        BRACKET,
                        0,
                        List.of(
                                curve(1, ACCURACY, 0.95, -0.5, 1.5),
                                curve(2, ACCURACY, 0.6, -0.3, 2),
                                curve(3, ACCURACY, 0.99, -0.6, 0.5),
                                diverged(4, epochs(ACCURACY, 1, 0.99))))),
                Objectives.of(ACCURACY));

        assertThat(trials(decisions, Verdict.STOPPED)).containsExactly(2, 4);
        assertThat(decisions.get(0).reason()).startsWith("the best with accuracy 0.91");
        assertThat(decisions.get(1).reason())
                .matches(
                        "from accuracy 0\\.59\\d+ reaches accuracy 0\\.91\\d+ \\(trial 1\\) with probability "
                                + "[0-9.e-]+ by epoch 27");
        assertThat(decisions.get(2).verdict()).as("it is behind, but on its way").isEqualTo(Verdict.PROMOTED);
    }

    @Test
    void whereLessIsBetterCurvesFall() {
        List<Decision> decisions = SCHEDULER.judge(BRACKET, List.of(result(BRACKET, 0, List.of(
                curve(1, LOSS, 0.1, 1, 1.5), curve(2, LOSS, 0.9, 0.6, 2), curve(3, LOSS, 0.05, 1, 0.7)))),
                Objectives.of(LOSS));

        assertThat(trials(decisions, Verdict.STOPPED)).containsExactly(2);
    }

    @Test
    void aTrialThatRanOutOfPatienceCostsNothing() {
        List<TrialOutcome> outcomes = List.of(curve(1, ACCURACY, 0.95, -0.5, 1.5),
                completed(2, epochs(ACCURACY, 1, 0.3, 0.3, 0.2), true));

        List<Decision> decisions =
                SCHEDULER.judge(BRACKET, List.of(result(BRACKET, 0, outcomes)), Objectives.of(ACCURACY));

        assertThat(decisions.get(1).verdict()).isEqualTo(Verdict.PROMOTED);
    }

    @Test
    void settingsThatCannotBeAreRefusedWithAProposal() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LearningCurve(9, 3, 27, 3, 3, 1))
                .withMessage(
                        "The probability (1.0) must be above 0 and below 1. Maybe set "
                                + "search.learning-curve.probability = 0.05.");
        assertThatIllegalArgumentException().isThrownBy(() -> new LearningCurve(9, 3, 27, 0, 3, 0.05)).withMessage(
                "The grace (0) must be at least 1. Maybe set search.learning-curve.grace = 3.");
    }

    /** Six epochs of end + change · epoch^−power. */
    private static TrialOutcome curve(int trial, Objective objective, double end, double change, double power) {
        return completed(trial, epochs(objective, 1, IntStream.rangeClosed(1, 6)
                .mapToDouble(t -> end + change * Math.pow(t, -power)).toArray()), false);
    }
}

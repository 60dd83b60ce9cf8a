package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.whittle.schedule.Reports.ACCURACY;
import static org.whittle.schedule.Reports.LOSS;
import static org.whittle.schedule.Reports.completed;
import static org.whittle.schedule.Reports.diverged;
import static org.whittle.schedule.Reports.epochs;
import static org.whittle.schedule.Reports.failed;
import static org.whittle.schedule.Reports.result;
import static org.whittle.schedule.Reports.trials;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Objectives;

class MedianStoppingTest {

    private static final MedianStopping MEDIAN = new MedianStopping(5, 5, 6, 2, 2);
    private static final BracketPlan BRACKET = MEDIAN.brackets(0, 1).get(0);

    @Test
    void rungsFollowEachOtherAtTheIntervalAfterTheGraceUpToMaxEpochs() {
        assertThat(Reports.table(BRACKET)).isEqualTo("5×2 5×4 5×6");
        assertThat(Reports.table(
                        new MedianStopping(8, 4, 27, 3, 10).brackets(0, 1).get(0)))
                .isEqualTo("4×3 4×13 4×23 4×27");
        assertThat(Reports.table(new MedianStopping(8, 4, 5, 5, 1).brackets(0, 1).get(0))).isEqualTo("4×5");
        assertThat(Reports.table(new MedianStopping(8, 4, 2147483647, 2147483646, 2147483647).brackets(0, 1).get(0)))
                .isEqualTo("4×2147483646 4×2147483647");
    }

    @Test
    void trialsComeInPopulationsOfWhichTheLastIsSmaller() {
        MedianStopping scheduler = new MedianStopping(7, 5, 4, 2, 2);

        assertThat(scheduler.iterations()).isEqualTo(2);
        assertThat(Reports.table(scheduler.brackets(1, 2).get(0))).isEqualTo("2×2 2×4");
    }

    // Running averages to epoch 2: 0.5, 0.6, 0.7, 0.8, 0.3. Without itself, trial 5's median is (0.6 + 0.7) / 2, which
    // its best, 0.6, is below; trial 1's is the same, and its best, 0.65, is equal to it.
    @Test
    void aTrialWhoseBestIsStrictlyWorseThanTheMedianOfTheOthersAveragesEnds() {
        RungResult rung = result(
                BRACKET,
                0,
                List.of(
                        completed(1, epochs(ACCURACY, 1, 0.35, 0.65), false),
                        completed(2, epochs(ACCURACY, 1, 0.5, 0.7), false),
                        completed(3, epochs(ACCURACY, 1, 0.7, 0.7), false),
                        completed(4, epochs(ACCURACY, 1, 0.8, 0.8), false),
                        completed(5, epochs(ACCURACY, 1, 0.6, 0.0), false)));

        List<Decision> decisions = MEDIAN.judge(BRACKET, List.of(rung), Objectives.of(ACCURACY));

        assertThat(trials(decisions, Verdict.STOPPED)).containsExactly(5);
        assertThat(trials(decisions, Verdict.PROMOTED)).containsExactly(1, 2, 3, 4);
        assertThat(decisions.get(4).reason()).isEqualTo(
                "best accuracy 0.6000 is worse than the median 0.6500 of the others' running averages to epoch 2");
        assertThat(decisions.get(0).reason()).isEqualTo(
                "best accuracy 0.6500 is no worse than the median 0.6500 of the others' running averages to epoch 2");
    }

    @Test
    void whatWasGoodOnceCountsAndAveragesReachBackToTheFirstEpoch() {
        RungResult first = result(BRACKET, 0, List.of(completed(1, epochs(LOSS, 1, 0.2, 0.9), false),
                completed(2, epochs(LOSS, 1, 1.0, 0.8), false), completed(3, epochs(LOSS, 1, 1.0, 0.8), false)));
        RungResult second = result(BRACKET, 1, List.of(completed(1, epochs(LOSS, 3, 0.9, 0.9), false),
                completed(2, epochs(LOSS, 3, 0.7, 0.5), false), completed(3, epochs(LOSS, 3, 0.8, 0.8), false)));

        List<Decision> decisions = MEDIAN.judge(BRACKET, List.of(first, second), Objectives.of(LOSS));

        // Averages to epoch 4: 0.725, 0.75, 0.85. Trial 3's best, 0.8, is above the median of the first two, 0.7375.
        assertThat(trials(decisions, Verdict.STOPPED)).containsExactly(3);
        assertThat(decisions.get(2).reason()).contains("0.7375");
    }

    @Test
    void trialsWithoutAResultEndAndAreNoMeasureForOthers() {
        RungResult rung = result(BRACKET, 0, List.of(diverged(1, epochs(ACCURACY, 1, 0.99)), failed(2),
                completed(3, epochs(ACCURACY, 1, 0.1, 0.1), false)));

        List<Decision> decisions = MEDIAN.judge(BRACKET, List.of(rung), Objectives.of(ACCURACY));

        assertThat(trials(decisions, Verdict.STOPPED)).containsExactly(1, 2);
        assertThat(decisions.get(0).reason()).isEqualTo("diverged: loss is NaN at epoch 2");
        assertThat(decisions.get(2).reason()).isEqualTo("no other trial to compare with at epoch 2");
    }

    @Test
    void settingsThatCannotBeAreRefusedWithAProposal() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MedianStopping(9, 3, 27, 0, 1)).withMessage(
                "The grace (0) must be at least 1. Maybe set search.median.grace = 3.");
        assertThatIllegalArgumentException().isThrownBy(() -> new MedianStopping(9, 3, 27, 1, 0)).withMessageContaining(
                "interval (0)");
    }
}

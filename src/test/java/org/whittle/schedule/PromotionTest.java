package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.whittle.schedule.Reports.ACCURACY;
import static org.whittle.schedule.Reports.LOSS;
import static org.whittle.schedule.Reports.completed;
import static org.whittle.schedule.Reports.diverged;
import static org.whittle.schedule.Reports.epochs;
import static org.whittle.schedule.Reports.failed;
import static org.whittle.schedule.Reports.result;
import static org.whittle.schedule.Reports.trials;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Keep;
import org.whittle.goal.Objectives;
import org.whittle.work.TrialOutcome;

class PromotionTest {

    private static final BracketPlan NINE = new BracketPlan(1,
            List.of(new RungPlan(9, 1), new RungPlan(3, 3), new RungPlan(1, 9)));

    private static final RungResult FIRST = result(NINE, 0, List.of(
            completed(1, ACCURACY, 0.81), completed(2, ACCURACY, 0.62), diverged(3, epochs(ACCURACY, 1, 0.99)),
            completed(4, ACCURACY, 0.79), completed(5, ACCURACY, 0.55), failed(6), completed(7, ACCURACY, 0.79),
            completed(8, ACCURACY, 0.90), completed(9, ACCURACY, 0.70)));

    private static final RungResult SECOND = result(NINE, 1, List.of(
            completed(1, epochs(ACCURACY, 2, 0.88, 0.93), false), completed(4, epochs(ACCURACY, 2, 0.85, 0.90), false),
            completed(8, epochs(ACCURACY, 2, 0.95, 0.92), false)));

    @Test
    void nineOutcomesWalkThroughEta3() {
        List<Decision> first = Promotion.judge(NINE, List.of(FIRST), Objectives.of(ACCURACY));
        assertThat(trials(first, Verdict.PROMOTED)).containsExactly(1, 4, 8);
        assertThat(first.stream().map(Decision::reason)).containsExactly(
                "ranked 2 of 9 by accuracy 0.8100; 3 go on",
                "ranked 6 of 9 by accuracy 0.6200; 3 go on",
                "diverged: loss is NaN at epoch 2; 3 go on",
                "ranked 3 of 9 by accuracy 0.7900; 3 go on",
                "ranked 7 of 9 by accuracy 0.5500; 3 go on",
                "failed: out of memory; 3 go on",
                "ranked 4 of 9 by accuracy 0.7900; 3 go on",
                "ranked 1 of 9 by accuracy 0.9000; 3 go on",
                "ranked 5 of 9 by accuracy 0.7000; 3 go on");

        List<Decision> second = Promotion.judge(NINE, List.of(FIRST, SECOND), Objectives.of(ACCURACY));
        assertThat(trials(second, Verdict.PROMOTED)).containsExactly(8);
        assertThat(second.stream().map(Decision::reason)).containsExactly(
                "ranked 2 of 3 by accuracy 0.9300; 1 goes on",
                "ranked 3 of 3 by accuracy 0.9000; 1 goes on",
                "ranked 1 of 3 by accuracy 0.9500 in epoch 2; 1 goes on");

        RungResult third = result(NINE, 2, List.of(completed(8, epochs(ACCURACY, 4, 0.94, 0.96), false)));
        List<Decision> last = Promotion.judge(NINE, List.of(FIRST, SECOND, third), Objectives.of(ACCURACY));
        assertThat(trials(last, Verdict.FINISHED)).containsExactly(8);
        assertThat(last.get(0).reason()).isEqualTo("ranked 1 of 1 by accuracy 0.9600; last rung");
    }

    @Test
    void whatATrialShowsLastCountsIfTheStudyKeepsLastEpochs() {
        List<Decision> second = Promotion.judge(
                NINE, List.of(FIRST, SECOND), Objectives.of(ACCURACY).keeping(Keep.LAST_EPOCH));
        assertThat(trials(second, Verdict.PROMOTED)).containsExactly(1);
        assertThat(second.get(2).reason()).isEqualTo("ranked 2 of 3 by accuracy 0.9200; 1 goes on");
    }

    @Test
    void ofEqualsTheOneWithFewerEpochsGoesOn() {
        RungResult rung = result(new BracketPlan(1, List.of(new RungPlan(3, 2), new RungPlan(1, 9))), 0, List.of(
                completed(1, epochs(ACCURACY, 1, 0.5, 0.9), false), completed(2, epochs(ACCURACY, 1, 0.9, 0.9), false),
                completed(3, epochs(ACCURACY, 1, 0.9, 0.5), false)));
        List<Decision> decisions = Promotion.judge(NINE, List.of(rung), Objectives.of(ACCURACY));
        assertThat(decisions.stream().map(d -> d.reason().substring(0, 13)))
                .containsExactly("ranked 3 of 3", "ranked 1 of 3", "ranked 2 of 3");
    }

    @Test
    void placesStayEmptyRatherThanGoToTrialsWithoutAResult() {
        RungResult broken = result(NINE, 0, List.of(diverged(1, List.of()), completed(2, ACCURACY, 0.1), failed(3),
                completed(4, ACCURACY, 0.2), failed(5)));

        List<Decision> decisions = Promotion.judge(NINE, List.of(broken), Objectives.of(ACCURACY));

        assertThat(trials(decisions, Verdict.PROMOTED)).containsExactly(2, 4);
        assertThat(decisions.get(1).reason()).isEqualTo("ranked 2 of 5 by accuracy 0.1000; 2 go on");
    }

    @Test
    void aSmallerObjectiveIsBetterWhenItIsMinimised() {
        RungResult rung = result(NINE, 0, List.of(completed(1, LOSS, 0.9), completed(2, LOSS, 0.2),
                completed(3, LOSS, 0.5), completed(4, LOSS, 0.4)));

        assertThat(trials(Promotion.judge(NINE, List.of(rung), Objectives.of(LOSS)), Verdict.PROMOTED))
                .containsExactly(2, 3, 4);
    }

    @Test
    void aTrialOutOfPatienceIsJudgedByItsBestEpochOfAnyRung() {
        TrialOutcome patient = completed(1, epochs(ACCURACY, 1, 0.9), false);
        TrialOutcome other = completed(2, epochs(ACCURACY, 1, 0.5), false);
        RungResult first = result(NINE, 0, List.of(patient, other));
        RungResult second = result(NINE, 1, List.of(completed(1, epochs(ACCURACY, 2, 0.3), true),
                completed(2, epochs(ACCURACY, 2, 0.6, 0.8), false)));

        List<Decision> decisions = Promotion.judge(NINE, List.of(first, second), Objectives.of(ACCURACY));

        assertThat(trials(decisions, Verdict.PROMOTED)).containsExactly(1);
        assertThat(decisions.get(0).reason())
                .isEqualTo(
                        "ranked 1 of 2 by accuracy 0.9000 in epoch 1, its best before it ran out of patience; 1 goes "
                                + "on");
    }

    @Test
    void patiencesEndKeepsTheBestEpochWhereTheStudyKeepsLastOnes() {
        RungResult rung = result(NINE, 0, List.of(completed(1, epochs(ACCURACY, 1, 0.7), false),
                completed(2, epochs(ACCURACY, 1, 0.9, 0.2), true), completed(3, epochs(ACCURACY, 1, 0.9, 0.3), false)));

        assertThat(Promotion.judge(NINE, List.of(rung), Objectives.of(ACCURACY).keeping(Keep.LAST_EPOCH)).stream()
                        .map(d -> d.reason().substring(0, 13)))
                .containsExactly("ranked 2 of 3", "ranked 1 of 3", "ranked 3 of 3");
    }

    @Test
    void aPromotedTrialThatTrainedNoFurtherKeepsItsValue() {
        RungResult first = result(NINE, 0, List.of(completed(1, epochs(ACCURACY, 1, 0.9), true)));
        RungResult second = result(NINE, 1, List.of(completed(1, List.of(), true)));

        assertThat(Promotion.judge(NINE, List.of(first, second), Objectives.of(ACCURACY))
                        .get(0)
                        .reason())
                .contains("0.9000");
    }

    @Test
    void aTrialThatNeverReportedTheObjectiveDoesNotGoOn() {
        RungResult rung = result(NINE, 0, List.of(completed(1, LOSS, 0.5), completed(2, ACCURACY, 0.1)));

        List<Decision> decisions = Promotion.judge(NINE, List.of(rung), Objectives.of(ACCURACY));

        assertThat(trials(decisions, Verdict.PROMOTED)).containsExactly(2);
        assertThat(decisions.get(0).reason()).startsWith("reported no accuracy");
    }

    @Test
    void reasonsAreTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        List<Decision> here = Promotion.judge(NINE, List.of(FIRST), Objectives.of(ACCURACY));
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Promotion.judge(NINE, List.of(FIRST), Objectives.of(ACCURACY))).isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }
}

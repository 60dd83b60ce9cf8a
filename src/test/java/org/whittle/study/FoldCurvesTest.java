package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.work.Execution;
import org.whittle.work.TrialOutcome;

/** A trial's mean over its folds. The tolerance is that of sums of a few numbers in doubles. */
class FoldCurvesTest {

    private static final Objectives ACCURACY = Objectives.of(new Objective("accuracy", Direction.MAXIMIZE));
    private static final TrialId TRIAL = new TrialId(7);
    private static final double ROUNDING = 1e-12;

    private final FoldCurves curves = new FoldCurves(ACCURACY);

    @Test
    void isTheMeanOfEachEpochAndAFoldThatRanOutOfPatienceStaysAtItsBest() {
        TrialOutcome mean = only(completed(0, 1, false, 0.70, 0.80, 0.84, 0.83, 0.86),
                completed(1, 1, false, 0.64, 0.74, 0.78, 0.80, 0.82), completed(2, 1, true, 0.76, 0.83, 0.81));
        assertThat(mean).isInstanceOfSatisfying(TrialOutcome.Completed.class, completed ->
                assertThat(completed.stoppedEarly()).as("two folds go on").isFalse());
        near(mean, 0.70, 0.79, 0.81, 0.82, (0.86 + 0.82 + 0.83) / 3);
        assertThat(curves.folds(TRIAL)).isEqualTo(3);
        // s of 0.86, 0.82, 0.83 is 0.020817; over the root of 3.
        assertThat(curves.standardError(TRIAL, 5)).isCloseTo(0.0120185, within(1e-7));
    }

    @Test
    void tellsEachEpochOnceAndAllAgainOverMoreFolds() {
        near(only(completed(0, 1, false, 0.5), completed(1, 1, false, 0.7)), 0.6);
        TrialOutcome second = only(completed(0, 2, false, 0.6), completed(1, 2, false, 0.8));
        near(second, 0.7);
        assertThat(second.epochs()).extracting(EpochRecord::epoch).containsExactly(2);
        TrialOutcome more = only(completed(2, 1, false, 0.9, 1.0));
        near(more, 0.7, 0.8);
        assertThat(more.epochs()).extracting(EpochRecord::epoch).containsExactly(1, 2);
    }

    @Test
    void aFoldThatFailsTakesItsTrialWithIt() {
        Execution here = new Execution("here", "cpu", "c", 0, 1, 1);
        TrialOutcome mean = only(completed(0, 1, false, 0.5, 0.6),
                new TrialOutcome.Diverged(TRIAL, 1, 0, List.of(record(1, 0.7)), "loss is NaN", here, 1));
        assertThat(mean).isInstanceOfSatisfying(TrialOutcome.Diverged.class,
                diverged -> assertThat(diverged.reason()).isEqualTo("On fold 1: loss is NaN"));
        near(mean, 0.6);
    }

    private TrialOutcome only(TrialOutcome... folds) {
        List<TrialOutcome> means = curves.means(List.of(folds));
        assertThat(means).hasSize(1);
        assertThat(means.get(0).trial()).isEqualTo(TRIAL);
        return means.get(0);
    }

    private static void near(TrialOutcome mean, double... accuracies) {
        assertThat(mean.epochs()).hasSize(accuracies.length);
        for (int i = 0; i < accuracies.length; i++) {
            assertThat(mean.epochs().get(i).metrics().get("accuracy")).isCloseTo(accuracies[i], within(ROUNDING));
        }
    }

    private static TrialOutcome completed(int fold, int first, boolean stoppedEarly, double... accuracies) {
        List<EpochRecord> epochs = new ArrayList<>();
        for (int i = 0; i < accuracies.length; i++) {
            epochs.add(record(first + i, accuracies[i]));
        }
        return new TrialOutcome.Completed(TRIAL, 1, 0, epochs, "checkpoint", stoppedEarly, Double.NaN,
                new Execution("here", "cpu", "c", 0, 1, 1), fold);
    }

    private static EpochRecord record(int epoch, double accuracy) {
        return new EpochRecord(epoch, new TreeMap<>(Map.of("accuracy", accuracy)), 0.1);
    }
}

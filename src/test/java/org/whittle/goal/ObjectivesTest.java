package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Objectives.Select;

class ObjectivesTest {

    private static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);
    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);
    private static final Threshold SIZE = new Threshold("size", Direction.MINIMIZE, 100);

    private static final TrialId TRIAL = new TrialId(7);

    @Test
    void theBestEpochIsTheEarliestOfEqualsByTheObjectivesDirection() {
        Curve curve = new Curve(List.of(epoch(1, 0.5), epoch(2, 0.9), epoch(3, 0.9), epoch(4, 0.2)));
        assertThat(curve.best(ACCURACY)).hasValueSatisfying(e -> assertThat(e.epoch()).isEqualTo(2));
        assertThat(curve.best(new Objective("accuracy", Direction.MINIMIZE)))
                .hasValueSatisfying(e -> assertThat(e.epoch()).isEqualTo(4));
        assertThat(curve.best(LOSS)).isEmpty();
        assertThat(curve.last()).hasValueSatisfying(e -> assertThat(e.epoch()).isEqualTo(4));
        assertThat(Curve.EMPTY.last()).isEmpty();
    }

    @Test
    void epochsWithoutTheMetricAreNeverTheBest() {
        EpochRecord other = new EpochRecord(1, new TreeMap<>(Map.of("loss", 9.0)), 0.1);
        Curve curve = new Curve(List.of(other, epoch(2, 0.1))).then(List.of(epoch(3, Double.NaN)));
        assertThat(curve.epochs()).hasSize(3);
        assertThat(curve.best(ACCURACY)).hasValueSatisfying(e -> assertThat(e.epoch()).isEqualTo(2));
        assertThat(new Curve(List.of(epoch(1, Double.NaN), epoch(2, 0.3))).best(ACCURACY))
                .as("a number is better than none").hasValueSatisfying(e -> assertThat(e.epoch()).isEqualTo(2));
    }

    @Test
    void theBestEpochSpeaksForATrialUnlessTheLastOneIsToAndEarlyStoppingDidNotEndIt() {
        Curve curve = new Curve(List.of(epoch(1, 0.5), epoch(2, 0.9), epoch(3, 0.7)));
        Objectives best = Objectives.of(ACCURACY);
        Objectives last = best.keeping(Keep.LAST_EPOCH);
        assertThat(best.standing(TRIAL, curve, false)).isEqualTo(new Standing(TRIAL, List.of(0.9), 2));
        assertThat(best.standing(TRIAL, curve, true)).isEqualTo(new Standing(TRIAL, List.of(0.9), 2));
        assertThat(last.standing(TRIAL, curve, false)).isEqualTo(new Standing(TRIAL, List.of(0.7), 3));
        assertThat(last.standing(TRIAL, curve, true)).isEqualTo(new Standing(TRIAL, List.of(0.9), 2));
    }

    @Test
    void aTrialWithoutAMeasurementHasNoStanding() {
        Objectives two = Objectives.of(ACCURACY, LOSS);
        assertThat(two.standing(TRIAL, Curve.EMPTY, false)).satisfies(s -> {
            assertThat(s.completed()).isFalse();
            assertThat(s.values()).containsExactly(Double.NaN, Double.NaN);
            assertThat(s.epoch()).isZero();
            assertThat(s.trial()).isEqualTo(TRIAL);
        });
        assertThat(two.standing(TRIAL, new Curve(List.of(epoch(1, 0.5))), false))
                .as("one of its two metrics is missing").isEqualTo(new Standing(TRIAL, two.none()));
        assertThat(two.of(epoch(1, 0.5))).containsExactly(0.5, Double.NaN);
    }

    @Test
    void theFirstGoalLeadsWhereOneNumberIsAskedFor() {
        assertThat(Objectives.of(LOSS, ACCURACY).first()).isEqualTo(LOSS);
        Objectives sizeFirst = Objectives.of(SIZE, ACCURACY);
        assertThat(sizeFirst.first()).isEqualTo(new Objective("size", Direction.MINIMIZE));
        assertThat(sizeFirst.optimized()).containsExactly(ACCURACY);
        assertThat(sizeFirst.thresholds()).containsExactly(SIZE);
        assertThat(sizeFirst.several()).isTrue();
        assertThat(Objectives.of(LOSS).several()).isFalse();
        assertThatThrownBy(() -> Objectives.of(SIZE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofEqualsTheTrialWithFewerEpochsThenTheLowerIdIsFirst() {
        Standing late = new Standing(new TrialId(0), List.of(0.9, 1.0), 3);
        Standing early = new Standing(new TrialId(2), List.of(0.9, 1.0), 2);
        Standing twin = new Standing(new TrialId(1), List.of(0.9, 1.0), 3);
        assertThat(Objectives.of(ACCURACY).ranked(List.of(twin, late, early))).containsExactly(early, late, twin);
        assertThat(Objectives.of(ACCURACY, LOSS).ranked(List.of(twin, late, early))).containsExactly(early, late, twin);
    }

    /**
     * Scaled to the front's range, losses are (0, 1), (0.3, 0.2), (0.5, 0.5) and (1, 0): 1, 0.5, 1 and 1 below the
     * plane. The trial that violates the threshold, and the one that is dominated, are on no front to choose from.
     */
    @Test
    void theKneeLiesFarthestTowardsTheBetterSide() {
        Objectives goals = new Objectives(List.of(ACCURACY, LOSS, SIZE), Select.KNEE);
        List<Standing> trials = List.of(of(0, 0.90, 20, 1), of(1, 0.87, 12, 1), of(2, 0.80, 10, 1), of(3, 0.85, 15, 1),
                of(4, 0.99, 1, 1000));
        assertThat(goals.winner(trials).trial()).isEqualTo(new TrialId(1));
        assertThat(new Objectives(goals.goals(), Select.FIRST).winner(trials).trial())
                .as("the end with the larger crowding, then the first objective").isEqualTo(new TrialId(0));
    }

    @Test
    void ofEquallyGoodKneesTheOneThatRanksFirstWins() {
        Objectives goals = new Objectives(List.of(ACCURACY, LOSS), Select.KNEE);
        assertThat(goals.winner(List.of(two(5, 1, 1), two(3, 0, 0))).trial()).isEqualTo(new TrialId(5));
        assertThat(goals.winner(List.of(two(5, 1, 1), two(3, 1, 1))).trial())
                .as("a front without a range").isEqualTo(new TrialId(3));
    }

    @Test
    void whereNoneCompletedOneOfThemIsNamed() {
        Objectives goals = new Objectives(List.of(ACCURACY, LOSS), Select.KNEE);
        assertThat(goals.winner(List.of(
                                new Standing(new TrialId(4), goals.none()), new Standing(new TrialId(2), goals.none())))
                        .trial())
                .isEqualTo(new TrialId(2));
    }

    @Test
    void aThresholdIsMissedByAShareOfItself() {
        assertThat(SIZE.violation(150)).isEqualTo(0.5);
        assertThat(SIZE.violation(100)).isZero();
        assertThat(SIZE.violation(50)).isZero();
        assertThat(new Threshold("a", Direction.MAXIMIZE, -2).violation(-3)).isEqualTo(0.5);
        assertThat(new Threshold("a", Direction.MAXIMIZE, 0).violation(-3)).isEqualTo(3);
        assertThatThrownBy(() -> new Threshold("a", Direction.MAXIMIZE, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a (NaN)");
    }

    @Test
    void aTrialIdIsItsNumber() {
        assertThat(new TrialId(12)).hasToString("12").isGreaterThan(new TrialId(2));
        assertThatThrownBy(() -> new TrialId(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEstimateHasAnIntervalIfBothEndsAreNumbers() {
        assertThat(new Estimate(1, 0, 2).hasInterval()).isTrue();
        assertThat(new Estimate(1, Double.NaN, 2).hasInterval()).isFalse();
        assertThat(new Estimate(1, 0, Double.NaN).hasInterval()).isFalse();
    }

    @Test
    void costsAreFoundByName() {
        assertThat(CostMetric.keys()).containsExactly("parameters", "inference-time", "training-time");
        for (CostMetric metric : CostMetric.values()) {
            assertThat(CostMetric.ofKey(metric.key())).contains(metric);
        }
        assertThat(CostMetric.ofKey("parameter")).isEmpty();
    }

    @Test
    void metricsAreFoundByNameAndTellWhatSuitsThem() {
        assertThat(Metric.keys()).doesNotHaveDuplicates().contains("accuracy", "rmse", "train-loss");
        for (Metric metric : Metric.all()) {
            assertThat(Metric.ofKey(metric.key())).contains(metric);
            assertThat(metric.suitsClassification() || metric.suitsRegression()).as(metric.key()).isTrue();
            assertThat(metric.least()).isLessThan(metric.most());
        }
        assertThat(Metric.ofKey("Accuracy")).isEmpty();
        assertThat(Metric.ACCURACY.suitsRegression()).isFalse();
        assertThat(Metric.RMSE.suitsClassification()).isFalse();
        assertThat(Metric.VALIDATION_LOSS.suitsClassification() && Metric.VALIDATION_LOSS.suitsRegression()).isTrue();
        assertThat(Metric.ACCURACY.direction()).isEqualTo(Direction.MAXIMIZE);
        assertThat(Metric.LOG_LOSS.direction()).isEqualTo(Direction.MINIMIZE);
        assertThat(Metric.R2.least()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Metric.ROC_AUC.most()).isEqualTo(1);
    }

    private static EpochRecord epoch(int epoch, double accuracy) {
        return new EpochRecord(epoch, new TreeMap<>(Map.of("accuracy", accuracy)), 0.1);
    }

    private static Standing of(int trial, double accuracy, double loss, double size) {
        return new Standing(new TrialId(trial), List.of(accuracy, loss, size), 1);
    }

    private static Standing two(int trial, double accuracy, double loss) {
        return new Standing(new TrialId(trial), List.of(accuracy, loss), 1);
    }
}

package org.whittle.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Estimate;
import org.whittle.goal.Metric;
import org.whittle.goal.TrialId;
import org.whittle.net.LearningTask;
import org.whittle.work.TestResult;

class TestEvaluationTest {

    private static final int METRICS = ClassificationMetrics.ofClassifiers(metric -> true).size();

    private static final TrialId WINNER = new TrialId(17);
    private static final LearningTask TWO = new LearningTask.Classification(List.of("no", "yes"));
    private static final LearningTask NUMBER = new LearningTask.Regression(0, 1);

    @Test
    void valuesAreThoseOfAllRows() {
        float[] logits = logits(100, 0.5, 1);
        double[] labels = labels(100);

        TestResult result = evaluate(TWO, labels, 50, wide(logits)).get(0);

        SortedMap<String, Double> values = new TreeMap<>();
        result.metrics().forEach((metric, estimate) -> values.put(metric, estimate.value()));
        assertThat(values).isEqualTo(ClassificationMetrics.of(logits, 100, 2, labels, 1));
    }

    @Test
    void theIntervalOfAccuracyIsWilsons() {
        // Case 16: 40 of 40.
        assertRounded(
                evaluate(TWO, labels(40), 50, wide(logits(40, 0, 1)))
                        .get(0)
                        .metrics()
                        .get("accuracy"),
                0.9124,
                1);
    }

    @Test
    void withNoErrorAmongTwoRowsNothingIsCertain() {
        List<TestResult> results = evaluate(TWO, labels(2), 50, new double[] {1, 0, 0, 1}, new double[] {0, 1, 1, 0});

        Estimate accuracy = results.get(0).metrics().get("accuracy");
        assertThat(accuracy.value()).isOne();
        assertThat(accuracy.low()).isLessThan(0.4);
        Estimate difference = results.get(0).advantage().get("accuracy");
        assertThat(difference.value()).isOne();
        assertThat(difference.low()).isLessThan(0.2);
        assertThat(results.get(0).metrics()).allSatisfy((metric, estimate) -> assertThat(estimate.hasInterval())
                .as(metric).isEqualTo(Set.of("accuracy", "top-k-accuracy").contains(metric)));
        assertThat(results.get(0).advantage()).allSatisfy((metric, estimate) -> assertThat(estimate.hasInterval())
                .as(metric).isEqualTo(Set.of("accuracy", "top-k-accuracy").contains(metric)));
    }

    @Test
    void fortyRowsWithFiveOfAClassAreEnoughForEveryMetric() {
        double[] labels = new double[40];
        double[] logits = new double[80];
        SplittableRandom random = new SplittableRandom(3);
        for (int row = 0; row < 40; row++) {
            labels[row] = row % 8 == 0 ? 1 : 0;
            logits[2 * row + 1] = (float) (labels[row] + random.nextGaussian());
        }

        List<TestResult> results = evaluate(TWO, labels, 200, logits, wide(logits(40, 1, 9)));

        assertThat(results.get(0).metrics()).hasSize(METRICS);
        assertThat(results.get(0).advantage()).hasSize(METRICS);
        assertThat(withIntervals(results.get(0).metrics())).hasSize(METRICS - 1)
                .allSatisfy(TestEvaluationTest::assertAround);
        assertThat(withIntervals(results.get(0).advantage())).allSatisfy(TestEvaluationTest::assertAround);
        labels[0] = 0;
        assertThat(evaluate(TWO, labels, 200, logits).get(0).metrics()).allSatisfy((metric, estimate) ->
                assertThat(estimate.hasInterval()).as(metric)
                        .isEqualTo(Set.of("accuracy", "top-k-accuracy", "log-loss", "brier").contains(metric)));
    }

    /** All but the calibration error. */
    private static Map<String, Estimate> withIntervals(Map<String, Estimate> all) {
        Map<String, Estimate> some = new TreeMap<>(all);
        some.keySet().removeIf(metric -> !Metric.ofKey(metric).orElseThrow().hasInterval());
        return some;
    }

    /** As of a table with 30 positives in 6,000 rows: none of the six in the test set was found. */
    @Test
    void aClassOfWhichNoRowWasFoundMayStillBeFound() {
        double[] labels = new double[1200];
        double[] logits = new double[2400];
        double[] finds = new double[2400];
        for (int row = 0; row < 1200; row++) {
            labels[row] = row < 6 ? 1 : 0;
            logits[2 * row] = 3 - row / 1200.0;
            finds[2 * row + (row < 3 ? 1 : 0)] = 3;
        }
        TestResult result = evaluate(TWO, labels, 50, finds, logits).get(1);
        Estimate f1 = result.metrics().get("macro-f1");
        assertThat(f1.value()).isLessThan(0.5);
        // Half of the F1 score that finding 39 % of them would give: Wilson's limit of 0 in 6.
        assertThat(f1.high()).isBetween(0.7, 0.8);
        assertThat(f1.low()).isGreaterThan(0.45);
        Estimate advantage = evaluate(TWO, labels, 50, finds, logits).get(0).advantage().get("macro-f1");
        assertThat(advantage.value()).isGreaterThan(0.3);
        assertThat(advantage.low()).isBetween(-0.2, 0.2);
    }

    /**
     * Ten of 100 rows are of the second class, and none is predicted as such: its precision is 0 by definition, and 1
     * once a row is found. Changes of whole rows tell, not derivatives, which are 0 here.
     */
    @Test
    void aClassThatWasNeverPredictedMayBePredictedRightly() {
        double[] labels = new double[100];
        double[] none = new double[200];
        double[] one = new double[200];
        for (int row = 0; row < 100; row++) {
            labels[row] = row < 10 ? 1 : 0;
            none[2 * row] = 1;
            one[2 * row + (row == 0 ? 1 : 0)] = 1;
        }

        TestResult result = evaluate(TWO, labels, 50, one, none).get(1);
        TestResult better = evaluate(TWO, labels, 50, one, none).get(0);

        // Macro: (0.9 + 0) / 2, and near (0.9 + 1) / 2 if rows of the class are found.
        assertThat(result.metrics().get("precision").value()).isCloseTo(0.45, within(1e-9));
        assertThat(result.metrics().get("precision").high()).isGreaterThan(0.9);
        // None of 10: by Wilson's interval up to 27.75 % are found, of the mean of both classes half of that.
        assertThat(result.metrics().get("recall").high()).isCloseTo(0.5 + 0.2775 / 2, within(1e-3));
        assertThat(result.metrics().get("mcc").value()).isZero();
        assertThat(result.metrics().get("mcc").high()).isGreaterThan(0.3);
        // One row more that was found says little.
        for (String metric : List.of("precision", "recall", "mcc", "balanced-accuracy")) {
            Estimate difference = better.advantage().get(metric);
            assertThat(difference.value()).as(metric).isPositive();
            assertThat(difference.low()).as(metric).isNegative();
            assertThat(difference.high()).as(metric).isGreaterThan(difference.value());
        }
    }

    /** Hanley and McNeil's rows are few where a class is: how uncertain an area is then is itself uncertain. */
    @Test
    void areasOfFewPositivesAreComparedByStudentsT() {
        int[] labels = new int[60];
        double[] first = new double[60];
        double[] second = new double[60];
        for (int row = 0; row < 60; row++) {
            labels[row] = row < 6 ? 1 : 0;
            // Only the six rows of one class move the difference.
            first[row] = row < 6 ? row - 2.5 : 0;
        }
        Evidence.Area one = new Evidence.Area(0.8, first, 20, labels);
        Evidence.Area other = new Evidence.Area(0.7, second, 20, labels);

        // t with 5 degrees of freedom, and six rows' variance by five.
        assertThat(OfFewRows.quantile(one, other)).isCloseTo(2.5706 * Math.sqrt(6 / 5.0), within(1e-4));
        assertThat(OfFewRows.quantile(one, one)).isCloseTo(ScoreIntervals.Z, within(1e-12));
    }

    @Test
    void theLogLossOfAModelWithoutAWrongRowIsBoundedByWhatAWrongRowWouldCost() {
        double[] labels = labels(40);
        double[] logits = new double[80];
        double[] others = new double[80];
        SplittableRandom random = new SplittableRandom(2);
        double flipped = 0;
        double right = 0;
        for (int row = 0; row < 40; row++) {
            double margin = 2 + 6 * random.nextDouble();
            logits[2 * row + (int) labels[row]] = (float) margin;
            others[2 * row + (int) labels[row]] = (float) (margin - 1);
            right += Math.log1p(Math.exp(-margin));
            flipped += Math.log1p(Math.exp(margin));
        }
        TestResult result = evaluate(TWO, labels, 200, logits, others).get(0);
        Estimate loss = result.metrics().get("log-loss");
        assertAround("log-loss", loss);
        // 3.0 is what a Poisson variable may be expected to be that was 0. Logits are floats.
        assertThat(loss.high()).isCloseTo((right + 2.996 * flipped / 40) / 40, within(1e-5));
        assertThat(loss.low()).isLessThan(loss.value());
        Estimate difference = result.advantage().get("log-loss");
        assertThat(difference.low()).as("either may have rows wrong that are not there").isLessThan(-0.1);
        assertThat(difference.high()).isGreaterThan(0.1);
    }

    /**
     * Of 360 rows nine are wrong, and one of these makes a quarter of the loss: resamples without it would have the
     * interval reach to seven times the value. Fay and Feuer's limit is the 97.5 % quantile of a gamma variable of mean
     * 0.26 + 24.6 / 360 and of deviation √(0.07² + (24.6 / 360)²), which is of shape 11, and so near to 0.55.
     */
    @Test
    void oneRowThatIsVeryWrongDoesNotMakeTheLogLossBoundless() {
        double[] wrong = {0.91, 1.08, 1.54, 1.6, 2.0, 2.11, 3.17, 3.34, 24.6};
        double[] labels = labels(360);
        double[] logits = new double[720];
        SplittableRandom random = new SplittableRandom(9);
        for (int row = 0; row < 360; row++) {
            // The margin at which a row costs so much.
            double cost = row % 40 == 0 ? wrong[row / 40] : 0.05 + 0.2 * random.nextDouble();
            logits[2 * row + (int) labels[row]] = (float) -Math.log(Math.expm1(cost));
        }

        Estimate loss = evaluate(TWO, labels, 1000, logits).get(0).metrics().get("log-loss");

        assertThat(loss.value()).isBetween(0.24, 0.28);
        assertThat(loss.high()).isBetween(0.5, 0.6);
        assertThat(loss.low()).isBetween(0.15, loss.value());
    }

    @Test
    void areasWithoutAPairInTheWrongOrderMayStillDiffer() {
        double[] labels = labels(40);
        Estimate difference = evaluate(TWO, labels, 50, wide(logits(40, 0, 1)), wide(logits(40, 0, 2)))
                .get(0)
                .advantage()
                .get("roc-auc");
        assertThat(difference.value()).isZero();
        assertThat(difference.low()).isBetween(-0.2, -0.01);
        assertThat(difference.high()).isBetween(0.01, 0.2);
    }

    @Test
    void noIntervalLeavesWhatAMetricCanBe() {
        double[] labels = new double[40];
        double[] right = new double[80];
        double[] wrong = new double[80];
        for (int row = 0; row < 40; row++) {
            labels[row] = row % 5 == 0 ? 1 : 0;
            right[2 * row + 1] = labels[row] == 1 ? row + 1 : -row - 1;
            wrong[2 * row + 1] = -right[2 * row + 1];
        }

        TestResult result = evaluate(TWO, labels, 200, right, wrong).get(0);

        withIntervals(result.metrics()).forEach((metric, estimate) -> assertThat(estimate.high()).as(metric)
                .isLessThanOrEqualTo(Metric.ofKey(metric).orElseThrow().most()));
        assertThat(result.advantage().get("roc-auc").value()).isOne();
        assertThat(result.advantage().get("roc-auc").high()).isLessThanOrEqualTo(1);
    }

    @Test
    void ofNormalErrorsTheRmseIsChiSquared() {
        int rows = 400;
        SplittableRandom random = new SplittableRandom(8);
        double[] targets = new double[rows];
        double[] predictions = new double[rows];
        for (int i = 0; i < rows; i++) {
            targets[i] = 1e9 + i;
            predictions[i] = targets[i] + random.nextGaussian();
        }

        Estimate rmse = evaluate(NUMBER, targets, 2000, predictions).get(0).metrics().get("rmse");

        // χ² with 400 degrees of freedom: its 0.4 % and 96 % quantiles; ends from 2,000 resamples are off by some 10 %.
        assertThat(rmse.high() / rmse.value() - 1).isCloseTo(Math.sqrt(400 / 329.5) - 1, within(0.02));
        assertThat(1 - rmse.low() / rmse.value()).isCloseTo(1 - Math.sqrt(400 / 451.1), within(0.012));
    }

    @Test
    void theAdvantageIsPairedAndSoTighterThanTwoIntervals() {
        int rows = 500;
        SplittableRandom random = new SplittableRandom(4);
        double[] targets = new double[rows];
        double[] near = new double[rows];
        double[] far = new double[rows];
        for (int i = 0; i < rows; i++) {
            // Rows differ much in how hard they are, and are hard for both.
            double error = random.nextGaussian() * (i % 10 == 0 ? 20 : 1);
            targets[i] = i;
            near[i] = i + error;
            far[i] = i + 1.1 * error;
        }

        List<TestResult> results = evaluate(NUMBER, targets, 500, near, far);

        Estimate advantage = results.get(0).advantage().get("mae");
        Estimate alone = results.get(0).metrics().get("mae");
        assertThat(advantage.value())
                .isEqualTo(alone.value() - results.get(1).metrics().get("mae").value())
                .isBetween(advantage.low(), advantage.high());
        assertThat(advantage.high()).isNegative();
        assertThat(advantage.high() - advantage.low()).isLessThan(0.3 * (alone.high() - alone.low()));
    }

    @Test
    void theBaselineHasNoAdvantageOverItselfAndATwinHasNoneThatIsSure() {
        float[] logits = logits(60, 1.0, 2);

        List<TestResult> results = evaluate(TWO, labels(60), 20, wide(logits), wide(logits));

        assertThat(results.get(1).advantage()).isEmpty();
        assertThat(results.get(0).advantage()).hasSize(METRICS);
        assertThat(withIntervals(results.get(0).advantage())).allSatisfy((metric, estimate) -> {
            assertThat(estimate.value()).as(metric).isZero();
            // Both cost the same on each row; but that they are right on the same 60 rows does not make them equal.
            assertThat(estimate.high() - estimate.low()).as(metric)
                    .isGreaterThanOrEqualTo(Set.of("log-loss", "brier").contains(metric) ? 0 : 0.01).isLessThan(0.2);
        });
    }

    @Test
    void theSameSeedGivesTheSameIntervalsAndAnotherSeedOthers() {
        float[] logits = logits(80, 1.0, 2);
        List<TrialId> models = List.of(WINNER);

        List<TestResult> once = TestEvaluation.of(models, List.of(wide(logits)), TWO, labels(80), 1, 30, 1);
        List<TestResult> again = TestEvaluation.of(models, List.of(wide(logits)), TWO, labels(80), 1, 30, 1);
        List<TestResult> other = TestEvaluation.of(models, List.of(wide(logits)), TWO, labels(80), 1, 30, 2);

        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }

    @Test
    void r2OfAConstantTargetHasNoInterval() {
        double[] targets = new double[50];
        double[] predictions = new double[50];
        for (int i = 0; i < 50; i++) {
            predictions[i] = i;
        }

        SortedMap<String, Estimate> metrics = evaluate(NUMBER, targets, 50, predictions).get(0).metrics();

        assertThat(metrics.get("r2").hasInterval()).isFalse();
        assertThat(metrics.get("mae").hasInterval()).isTrue();
    }

    @Test
    void whatTheRowsDoNotDefineIsLeftOut() {
        float[] logits = {1, 2, 0, 3};

        List<TestResult> results = evaluate(TWO, new double[] {1, 1}, 10, wide(logits), wide(logits));

        assertThat(results.get(0).metrics()).doesNotContainKey("roc-auc").containsKey("accuracy");
        assertThat(results.get(0).advantage()).doesNotContainKey("roc-auc").containsKey("accuracy");
    }

    @Test
    void aModelWithoutFiniteOutputsDoesNotSpoilTheOther() {
        double[] targets = new double[40];
        double[] good = new double[40];
        for (int i = 0; i < 40; i++) {
            targets[i] = i;
            good[i] = i + i % 3;
        }
        double[] bad = good.clone();
        bad[1] = Double.NaN;

        List<TestResult> results = evaluate(NUMBER, targets, 10, good, bad);

        assertThat(results.get(0).metrics().get("mae").high()).isFinite();
        assertThat(results.get(0).advantage().get("mae")).isEqualTo(new Estimate(Double.NaN, Double.NaN, Double.NaN));
        assertThat(results.get(1).metrics().get("mae")).isEqualTo(new Estimate(Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void argumentsThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> evaluate(NUMBER, new double[] {1}, 0, new double[] {1}));
        assertThatIllegalArgumentException().isThrownBy(() -> TestEvaluation.of(List.of(WINNER), List.of(), NUMBER,
                new double[] {1}, 1, 10, 1));
    }

    private static void assertAround(String metric, Estimate estimate) {
        assertThat(estimate.hasInterval()).as(metric).isTrue();
        assertThat(estimate.value()).as(metric).isBetween(estimate.low(), estimate.high());
        assertThat(estimate.high() - estimate.low()).as(metric).isPositive();
    }

    private static void assertRounded(Estimate estimate, double low, double high) {
        assertThat(estimate.low()).isCloseTo(low, within(5e-5));
        assertThat(estimate.high()).isCloseTo(high, within(5e-5));
    }

    private static List<TestResult> evaluate(LearningTask task, double[] targets, int resamples, double[]... outputs) {
        List<TrialId> models = outputs.length == 1 ? List.of(WINNER) : List.of(WINNER, TrialId.BASELINE);
        return TestEvaluation.of(models, List.of(outputs), task, targets, 1, resamples, 42);
    }

    private static double[] labels(int rows) {
        double[] labels = new double[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row % 2;
        }
        return labels;
    }

    /** Two logits a row that tell even rows from odd ones, with noise. */
    private static float[] logits(int rows, double noise, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = new float[2 * rows];
        for (int row = 0; row < rows; row++) {
            logits[2 * row + row % 2] = (float) (0.5 + noise * random.nextGaussian());
        }
        return logits;
    }

    private static double[] wide(float[] logits) {
        double[] wide = new double[logits.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = logits[i];
        }
        return wide;
    }
}

package org.whittle.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.trial.Estimate;
import org.whittle.trial.LearningTask;
import org.whittle.trial.TestResult;
import org.whittle.trial.TrialId;

class TestEvaluationTest {

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
    void theIntervalOfAccuracyIsTheBinomialOne() {
        int rows = 2000;
        TestResult result = evaluate(TWO, labels(rows), 2000, wide(logits(rows, 1.0, 1))).get(0);

        Estimate accuracy = result.metrics().get("accuracy");
        double p = accuracy.value();
        double halfWidth = 1.96 * Math.sqrt(p * (1 - p) / rows);
        // The end of a 95 % interval from 2,000 resamples has a standard error of about 6 % of the half width.
        assertThat(accuracy.low()).isCloseTo(p - halfWidth, within(0.2 * halfWidth));
        assertThat(accuracy.high()).isCloseTo(p + halfWidth, within(0.2 * halfWidth));
    }

    @Test
    void resamplesAreMeasuredAsIfTheirRowsWereWrittenOut() {
        float[] logits = logits(40, 1.0, 3);
        double[] labels = labels(40);
        long seed = 5;
        RandomStream draws = RandomStream.ofSeed(seed).child("bootstrap").child(0);
        float[] drawnLogits = new float[80];
        double[] drawnLabels = new double[40];
        for (int i = 0; i < 40; i++) {
            int row = draws.nextInt(40);
            drawnLabels[i] = labels[row];
            drawnLogits[2 * i] = logits[2 * row];
            drawnLogits[2 * i + 1] = logits[2 * row + 1];
        }

        // With one resample, both ends of an interval are its value.
        TestResult result = TestEvaluation.of(List.of(WINNER), List.of(wide(logits)), TWO, labels, 1, 1, seed).get(0);

        ClassificationMetrics.of(drawnLogits, 40, 2, drawnLabels, 1).forEach((metric, value) -> {
            assertThat(result.metrics().get(metric).low()).as(metric).isCloseTo(value, within(1e-12));
            assertThat(result.metrics().get(metric).high()).as(metric).isCloseTo(value, within(1e-12));
        });
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
    void theBaselineHasNoAdvantageOverItselfAndATwinHasNone() {
        float[] logits = logits(60, 1.0, 2);

        List<TestResult> results = evaluate(TWO, labels(60), 20, wide(logits), wide(logits));

        assertThat(results.get(1).advantage()).isEmpty();
        assertThat(results.get(0).advantage()).hasSize(6).allSatisfy((metric, estimate) ->
                assertThat(estimate).as(metric).isEqualTo(new Estimate(0, 0, 0)));
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
    void resamplesWithoutAClassDoNotCountForRocAuc() {
        // A single positive row: about a third of the resamples miss it.
        double[] labels = {1, 0, 0, 0, 0, 0, 0, 0};
        float[] logits = new float[16];
        for (int row = 0; row < 8; row++) {
            logits[2 * row + 1] = row == 0 ? 5 : row;
        }

        Estimate area = evaluate(TWO, labels, 400, wide(logits)).get(0).metrics().get("roc-auc");

        assertThat(area.value()).isEqualTo(4.5 / 7);
        assertThat(area.low()).isBetween(0.0, area.value());
        assertThat(area.high()).isBetween(area.value(), 1.0);
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
        List<TestResult> results = evaluate(NUMBER, new double[] {1, 2, 3}, 10, new double[] {1, 2, 4},
                new double[] {1, Double.NaN, 2});

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

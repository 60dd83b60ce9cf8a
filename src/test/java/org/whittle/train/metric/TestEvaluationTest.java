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
        float[] labels = labels(100);

        TestResult result = evaluate(TWO, labels, 50, logits).get(0);

        SortedMap<String, Double> values = new TreeMap<>();
        result.metrics().forEach((metric, estimate) -> values.put(metric, estimate.value()));
        assertThat(values).isEqualTo(ClassificationMetrics.of(logits, 100, 2, labels, 1));
    }

    @Test
    void theIntervalOfAccuracyIsTheBinomialOne() {
        int rows = 2000;
        TestResult result = evaluate(TWO, labels(rows), 2000, logits(rows, 1.0, 1)).get(0);

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
        float[] labels = labels(40);
        long seed = 5;
        RandomStream draws = RandomStream.ofSeed(seed).child("bootstrap").child(0);
        float[] drawnLogits = new float[80];
        float[] drawnLabels = new float[40];
        for (int i = 0; i < 40; i++) {
            int row = draws.nextInt(40);
            drawnLabels[i] = labels[row];
            drawnLogits[2 * i] = logits[2 * row];
            drawnLogits[2 * i + 1] = logits[2 * row + 1];
        }

        // With one resample, both ends of an interval are its value.
        TestResult result = TestEvaluation.of(List.of(WINNER), List.of(logits), TWO, labels, 1, 1, seed).get(0);

        ClassificationMetrics.of(drawnLogits, 40, 2, drawnLabels, 1).forEach((metric, value) -> {
            assertThat(result.metrics().get(metric).low()).as(metric).isCloseTo(value, within(1e-12));
            assertThat(result.metrics().get(metric).high()).as(metric).isCloseTo(value, within(1e-12));
        });
    }

    @Test
    void theAdvantageIsPairedAndSoTighterThanTwoIntervals() {
        int rows = 500;
        SplittableRandom random = new SplittableRandom(4);
        float[] targets = new float[rows];
        float[] near = new float[rows];
        float[] far = new float[rows];
        for (int i = 0; i < rows; i++) {
            // Rows differ much in how hard they are, and are hard for both.
            double error = random.nextGaussian() * (i % 10 == 0 ? 20 : 1);
            targets[i] = i;
            near[i] = (float) (i + error);
            far[i] = (float) (i + 1.1 * error);
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

        List<TestResult> results = evaluate(TWO, labels(60), 20, logits, logits.clone());

        assertThat(results.get(1).advantage()).isEmpty();
        assertThat(results.get(0).advantage()).hasSize(6).allSatisfy((metric, estimate) ->
                assertThat(estimate).as(metric).isEqualTo(new Estimate(0, 0, 0)));
    }

    @Test
    void theSameSeedGivesTheSameIntervalsAndAnotherSeedOthers() {
        float[] logits = logits(80, 1.0, 2);
        List<TrialId> models = List.of(WINNER);

        List<TestResult> once = TestEvaluation.of(models, List.of(logits), TWO, labels(80), 1, 30, 1);
        List<TestResult> again = TestEvaluation.of(models, List.of(logits), TWO, labels(80), 1, 30, 1);
        List<TestResult> other = TestEvaluation.of(models, List.of(logits), TWO, labels(80), 1, 30, 2);

        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }

    @Test
    void resamplesWithoutAClassDoNotCountForRocAuc() {
        // A single positive row: about a third of the resamples miss it.
        float[] labels = {1, 0, 0, 0, 0, 0, 0, 0};
        float[] logits = new float[16];
        for (int row = 0; row < 8; row++) {
            logits[2 * row + 1] = row == 0 ? 5 : row;
        }

        Estimate area = evaluate(TWO, labels, 400, logits).get(0).metrics().get("roc-auc");

        assertThat(area.value()).isEqualTo(4.5 / 7);
        assertThat(area.low()).isBetween(0.0, area.value());
        assertThat(area.high()).isBetween(area.value(), 1.0);
    }

    @Test
    void whatTheRowsDoNotDefineIsLeftOut() {
        float[] logits = {1, 2, 0, 3};

        List<TestResult> results = evaluate(TWO, new float[] {1, 1}, 10, logits, logits);

        assertThat(results.get(0).metrics()).doesNotContainKey("roc-auc").containsKey("accuracy");
        assertThat(results.get(0).advantage()).doesNotContainKey("roc-auc").containsKey("accuracy");
    }

    @Test
    void aModelWithoutFiniteOutputsDoesNotSpoilTheOther() {
        List<TestResult> results = evaluate(NUMBER, new float[] {1, 2, 3}, 10, new float[] {1, 2, 4},
                new float[] {1, Float.NaN, 2});

        assertThat(results.get(0).metrics().get("mae").high()).isFinite();
        assertThat(results.get(0).advantage().get("mae")).isEqualTo(new Estimate(Double.NaN, Double.NaN, Double.NaN));
        assertThat(results.get(1).metrics().get("mae")).isEqualTo(new Estimate(Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void argumentsThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> evaluate(NUMBER, new float[] {1}, 0, new float[] {1}));
        assertThatIllegalArgumentException().isThrownBy(() -> TestEvaluation.of(List.of(WINNER), List.of(), NUMBER,
                new float[] {1}, 1, 10, 1));
    }

    private static List<TestResult> evaluate(LearningTask task, float[] targets, int resamples, float[]... outputs) {
        List<TrialId> models = outputs.length == 1 ? List.of(WINNER) : List.of(WINNER, TrialId.BASELINE);
        return TestEvaluation.of(models, List.of(outputs), task, targets, 1, resamples, 42);
    }

    private static float[] labels(int rows) {
        float[] labels = new float[rows];
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
}

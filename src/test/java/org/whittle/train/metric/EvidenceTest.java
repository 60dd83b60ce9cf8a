package org.whittle.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Influences are what metrics gain when a row counts a little more. */
class EvidenceTest {

    private static final int ROWS = 12;
    /** Each row is written so often, and one of them once more. */
    private static final int TIMES = 1000;
    /** A derivative from a step of 1 / TIMES, beside a second derivative of order 10. */
    private static final double STEP = 0.05;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void ofRatings(int classes) {
        SplittableRandom random = new SplittableRandom(classes);
        float[] logits = new float[ROWS * classes];
        double[] labels = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            labels[row] = row % classes;
            for (int c = 0; c < classes; c++) {
                // Coarse, so that some scores are equal.
                logits[row * classes + c] = random.nextInt(4) + (c == labels[row] ? 1 : 0);
            }
        }
        SortedMap<String, Evidence> evidence = new ClassificationMetrics(logits, ROWS, classes, labels, 1).evidence();
        SortedMap<String, Double> equal = repeated(logits, classes, labels, -1);

        for (String metric : new String[] {"macro-f1", "weighted-f1", "roc-auc"}) {
            Evidence.Rating rating = (Evidence.Rating) evidence.get(metric);
            assertThat(rating.value()).as(metric).isCloseTo(equal.get(metric), within(1e-12));
            // Formulas of counts are differentiated by steps of a thousandth of a row.
            assertThat(Arrays.stream(rating.influence()).sum()).as(metric).isCloseTo(0, within(1e-4));
            for (int row = 0; row < ROWS; row++) {
                double gain = (repeated(logits, classes, labels, row).get(metric) - equal.get(metric)) * TIMES * ROWS;
                assertThat(rating.influence()[row]).as(metric).isCloseTo(gain, within(STEP));
            }
        }
    }

    private static SortedMap<String, Double> repeated(float[] logits, int classes, double[] labels, int oncemore) {
        int rows = ROWS * TIMES + (oncemore < 0 ? 0 : 1);
        float[] all = new float[rows * classes];
        double[] allLabels = new double[rows];
        for (int i = 0; i < rows; i++) {
            int row = i == ROWS * TIMES ? oncemore : i % ROWS;
            System.arraycopy(logits, row * classes, all, i * classes, classes);
            allLabels[i] = labels[row];
        }
        return ClassificationMetrics.of(all, rows, classes, allLabels, 1);
    }

    @Test
    void ofLosses() {
        double[] losses = {1, 0.5, 3, 0.1, 2, 9};
        double[] targets = {1e9, 1e9 + 1, 1e9 + 2, 1e9 - 4, 1e9 + 2, 1e9 + 7};
        for (double[] by : new double[][] {null, targets}) {
            Evidence.Loss loss = new Evidence.Loss(losses, by, Evidence.Loss.Form.EXPLAINED);
            double[] influence = new double[6];
            double[] other = new double[6];
            double[] weights = {1, 1, 1, 1, 1, 1};
            double theta = loss.theta(weights, influence);
            for (int row = 0; row < 6; row++) {
                double[] manyLosses = new double[6 * TIMES + 1];
                double[] manyTargets = new double[6 * TIMES + 1];
                for (int i = 0; i < manyLosses.length; i++) {
                    manyLosses[i] = losses[i == 6 * TIMES ? row : i % 6];
                    manyTargets[i] = targets[i == 6 * TIMES ? row : i % 6];
                }
                double[] once = new double[manyLosses.length];
                Arrays.fill(once, 1);
                double more = new Evidence.Loss(manyLosses, by == null ? null : manyTargets,
                        Evidence.Loss.Form.EXPLAINED).theta(once, new double[once.length]);
                assertThat(influence[row]).isCloseTo((more - theta) * TIMES * 6, within(STEP));
            }
            // Weights are rows written out.
            double drawn = loss.theta(new double[] {0, 2, 1, 0, 3, 0}, other);
            double[] out = {0.5, 0.5, 3, 2, 2, 2};
            double[] outTargets = {targets[1], targets[1], targets[2], targets[4], targets[4], targets[4]};
            assertThat(drawn).isCloseTo(new Evidence.Loss(out, by == null ? null : outTargets,
                    Evidence.Loss.Form.EXPLAINED).theta(weights, influence), within(1e-12));
        }
    }
}

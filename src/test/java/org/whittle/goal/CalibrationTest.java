package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Temperatures, and how far confidence and accuracy are apart. */
class CalibrationTest {

    private static final int ROWS = 4000;

    /** Outputs of which the softmax is the truth, times a factor: a network that is that much too sure. */
    private static double[] logits(double factor, double[] labels) {
        Random random = new Random(3);
        double[] logits = new double[3 * ROWS];
        for (int row = 0; row < ROWS; row++) {
            double[] own = {random.nextGaussian() * 2, random.nextGaussian() * 2, random.nextGaussian() * 2};
            double[] probabilities = Softmax.of(own, 3, 1);
            double u = random.nextDouble();
            labels[row] = u < probabilities[0] ? 0 : u < probabilities[0] + probabilities[1] ? 1 : 2;
            for (int c = 0; c < 3; c++) {
                logits[3 * row + c] = factor * own[c];
            }
        }
        return logits;
    }

    /** Its standard error is about 1 / √(rows · Var) < 0.03 on these rows; three of them are allowed. */
    @Test
    void findsHowMuchTooSureANetworkIs() {
        double[] labels = new double[ROWS];
        double found = TemperatureFit.of(logits(2.5, labels), 3, labels);
        assertThat(found / 2.5).isCloseTo(1, within(0.09));
        double[] logits = logits(2.5, labels);
        double before = Reliability.of(Softmax.of(logits, 3, 1), 3, labels).expectedError();
        double after = Reliability.of(Softmax.of(logits, 3, found), 3, labels).expectedError();
        assertThat(before).isGreaterThan(0.1);
        assertThat(after).isLessThan(0.03);
    }

    /** The slope is zero where the log loss is least. */
    @Test
    void noOtherTemperatureMakesLabelsMoreLikely() {
        double[] labels = new double[ROWS];
        double[] logits = logits(0.4, labels);
        double found = TemperatureFit.of(logits, 3, labels);
        for (double other : new double[] {found * 0.98, found * 1.02}) {
            assertThat(loss(logits, labels, found)).isLessThan(loss(logits, labels, other));
        }
    }

    private static double loss(double[] logits, double[] labels, double temperature) {
        double[] probabilities = Softmax.of(logits, 3, temperature);
        double loss = 0;
        for (int row = 0; row < labels.length; row++) {
            loss -= Math.log(probabilities[3 * row + (int) labels[row]]);
        }
        return loss;
    }

    @Test
    void whoIsNeverWrongIsNotInfinitelySure() {
        assertThat(TemperatureFit.of(new double[] {1, 0, 0, 1}, 2, new double[] {0, 1})).isEqualTo(0.05);
        assertThat(TemperatureFit.of(new double[] {1, 0, 0, 1}, 2, new double[] {1, 0})).isEqualTo(20);
    }

    /** Two bins: 0.9 sure and half right, 0.6 sure and all right: (2 · 0.4 + 1 · 0.4) / 3. */
    @Test
    void expectedErrorByHand() {
        Reliability of = Reliability.of(new double[] {0.9, 0.9, 0.6}, new boolean[] {true, false, true});
        assertThat(of.bins()).hasSize(2);
        assertThat(of.bins().get(0).high()).isEqualTo(0.6);
        assertThat(of.expectedError()).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void theEndsHaveTheirBins() {
        Reliability of = Reliability.of(new double[] {0, 1}, new boolean[] {false, true});
        assertThat(of.bins()).extracting(Reliability.Bin::rows).containsExactly(1, 1);
        assertThat(of.expectedError()).isZero();
    }

    @Test
    void aRulePredictsByItsThreshold() {
        ClassRule rule = new ClassRule(0.3, 2);
        assertThat(rule.predicted(new float[] {0.65f, 0.35f})).isEqualTo(1);
        assertThat(rule.predicted(new float[] {0.75f, 0.25f})).isZero();
        assertThat(ClassRule.STANDARD.predicted(new float[] {0.5f, 0.5f})).isZero();
        assertThat(Softmax.predicted(new double[] {0, -0.8, 0, -0.9}, 2, rule)).containsExactly(1, 0);
        assertThat(rule.margin()).isCloseTo(Math.log(0.3 / 0.7), within(1e-12));
    }
}

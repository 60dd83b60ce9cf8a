package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.whittle.goal.CutRule.Costs;

class CutRuleTest {

    private static final Costs SAME = new Costs(1, 1);

    private static double margin(double probability) {
        return Math.log(probability / (1 - probability));
    }

    private static double[] margins(double... probabilities) {
        double[] margins = new double[probabilities.length];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = margin(probabilities[i]);
        }
        return margins;
    }

    @Test
    void fixedIsHalf() {
        assertThat(CutRule.FIXED.threshold(margins(0.1, 0.2), new boolean[] {false, true}, SAME)).isEqualTo(0.5);
    }

    /** Taking the three most probable finds both of the second class with one error: F1 = 4/5, the best there is. */
    @Test
    void f1ByHand() {
        double threshold = CutRule.F1.threshold(margins(0.02, 0.05, 0.20, 0.30, 0.40),
                new boolean[] {false, false, true, false, true}, SAME);
        // Half-way in logarithmic odds between 0.05 and 0.2.
        assertThat(margin(threshold)).isCloseTo((margin(0.05) + margin(0.2)) / 2, within(1e-12));
    }

    /** Costs of a miss that are nine times those of a false alarm pay for up to nine false alarms. */
    @Test
    void costsMoveTheThreshold() {
        double[] margins = margins(0.1, 0.2, 0.3, 0.4, 0.9);
        boolean[] positive = {true, false, false, false, true};
        assertThat(CutRule.COST.threshold(margins, positive, new Costs(1, 9))).isLessThan(0.1);
        assertThat(CutRule.COST.threshold(margins, positive, new Costs(9, 1))).isEqualTo(0.5);
    }

    @Test
    void ofEquallyGoodOnesTheNearestToHalf() {
        assertThat(CutRule.YOUDEN.threshold(margins(0.1, 0.2, 0.8, 0.9), new boolean[] {false, false, true, true},
                SAME)).isEqualTo(0.5);
    }

    @Test
    void oneClassAloneTellsNothing() {
        assertThat(CutRule.F1.threshold(margins(0.1, 0.2), new boolean[2], SAME)).isEqualTo(0.5);
    }

    /** Against every cut between neighbours, by brute force; and never out of reach of 32-bit probabilities. */
    @Test
    void noOtherCutIsBetter() {
        Random random = new Random(5);
        for (int study = 0; study < 200; study++) {
            int rows = 2 + random.nextInt(12);
            double[] margins = new double[rows];
            boolean[] positive = new boolean[rows];
            for (int i = 0; i < rows; i++) {
                positive[i] = i == 0 || i > 1 && random.nextBoolean();
                margins[i] = Math.rint(4 * random.nextGaussian() + (positive[i] ? 2 : -2)) * (study % 3 == 0 ? 9 : 0.5);
            }
            for (CutRule rule : new CutRule[] {CutRule.F1, CutRule.YOUDEN, CutRule.COST}) {
                Costs costs = new Costs(1, 3);
                double threshold = rule.threshold(margins, positive, costs);
                assertThat((float) threshold).isStrictlyBetween(0f, 1f);
                double worth = worth(rule, margins, positive, margin(threshold), costs);
                for (double cut = -12.25; cut < 12.5; cut += 0.5) {
                    assertThat(worth).as("%s, study %d, cut %s", rule, study, cut)
                            .isGreaterThanOrEqualTo(worth(rule, margins, positive, cut, costs));
                }
            }
        }
    }

    private static double worth(CutRule rule, double[] margins, boolean[] positive, double cut, Costs costs) {
        double found = 0;
        double wrong = 0;
        double missed = 0;
        double rejected = 0;
        for (int i = 0; i < margins.length; i++) {
            boolean taken = margins[i] > cut;
            found += taken && positive[i] ? 1 : 0;
            wrong += taken && !positive[i] ? 1 : 0;
            missed += !taken && positive[i] ? 1 : 0;
            rejected += !taken && !positive[i] ? 1 : 0;
        }
        return switch (rule) {
            case F1 -> 2 * found / (2 * found + wrong + missed);
            case YOUDEN -> found / (found + missed) + rejected / (rejected + wrong);
            default -> -(costs.falsePositive() * wrong + costs.falseNegative() * missed);
        };
    }
}

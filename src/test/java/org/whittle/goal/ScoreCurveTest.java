package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.whittle.goal.ScoreCurve.Point;

class ScoreCurveTest {

    @Test
    void goesThroughEveryScoreThatOccurs() {
        // Two rows share a score: no threshold parts them.
        ScoreCurve curve = ScoreCurve.of(new double[] {0.9, 0.8, 0.8, 0.3}, new boolean[] {true, true, false, false});
        assertThat(curve.points()).containsExactly(
                new Point(Double.POSITIVE_INFINITY, 0, 0, 1),
                new Point(0.9, 0, 0.5, 1),
                new Point(0.8, 0.5, 1, 2.0 / 3),
                new Point(0.3, 1, 1, 0.5));
        assertThat(curve.rocArea()).isEqualTo(0.875);
        assertThat(curve.averagePrecision()).isEqualTo(0.5 + 0.5 * 2 / 3);
    }

    @Test
    void hasTheAreaOfItsMetric() {
        Random random = new Random(7);
        for (int run = 0; run < 50; run++) {
            double[] scores = random.doubles(200).map(s -> Math.rint(s * 40) / 40).toArray();
            boolean[] positive = new boolean[200];
            for (int i = 0; i < positive.length; i++) {
                positive[i] = random.nextDouble() < 0.2 + 0.5 * scores[i];
            }
            assertThat(ScoreCurve.of(scores, positive).averagePrecision())
                    .isCloseTo(new PrAuc().of(scores, positive).value(), within(1e-12));
        }
    }

    @Test
    void isDrawnAlikeFromFewPoints() {
        Random random = new Random(8);
        double[] scores = random.doubles(20_000).toArray();
        boolean[] positive = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            positive[i] = random.nextDouble() < scores[i];
        }
        ScoreCurve curve = ScoreCurve.of(scores, positive);
        var few = curve.thinned(0.01);
        assertThat(few).hasSizeLessThan(300).startsWith(curve.points().get(0))
                .endsWith(curve.points().get(curve.points().size() - 1));
        double area = 0;
        for (int i = 1; i < few.size(); i++) {
            area += (few.get(i).falsePositiveRate() - few.get(i - 1).falsePositiveRate())
                    * (few.get(i).recall() + few.get(i - 1).recall()) / 2;
        }
        assertThat(area).isCloseTo(curve.rocArea(), within(0.001));
    }
}

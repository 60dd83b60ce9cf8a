package org.whittle.data.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.data.SparkTest;
import org.whittle.study.SelectionSpec.Method;

/** Features are ranked as scikit-learn ranks them ({@code ranking.py}). */
class FeatureRankingTest extends SparkTest {

    private static final JsonNode REFERENCE = reference();

    private static JsonNode reference() {
        try {
            return new ObjectMapper().readTree(FeatureRankingTest.class.getResource("ranking.json"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double[] numbers(JsonNode array) {
        return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
    }

    private static List<double[]> rows() {
        List<double[]> rows = new ArrayList<>();
        REFERENCE.get("x").forEach(row -> rows.add(numbers(row)));
        return rows;
    }

    private static double[] scores(Method method, boolean classes) {
        return FeatureRanking.scores(method, rows(), numbers(REFERENCE.get(classes ? "classes" : "target")),
                classes ? 3 : 0);
    }

    private static void assertClose(double[] scores, String name, double relative) {
        double[] expected = numbers(REFERENCE.get(name));
        for (int i = 0; i < expected.length; i++) {
            Offset<Double> offset = within(relative * Math.max(1, Math.abs(expected[i])));
            assertThat(scores[i]).as("%s of feature %d", name, i).isCloseTo(expected[i], offset);
        }
    }

    @Test
    void variancesAndFAreThoseOfScikitLearn() {
        // Rounding of sums of 300 numbers, one of which lies around 1000.
        assertClose(scores(Method.VARIANCE, true), "variance", 1e-9);
        assertClose(scores(Method.ANOVA, true), "anova-classes", 1e-9);
        assertClose(scores(Method.ANOVA, false), "anova-target", 1e-9);
    }

    @Test
    void mutualInformationIsThatOfScikitLearn() {
        // The digamma function of Commons Math is known to 1e-8; scikit-learn's noise moves no neighbour here.
        assertClose(scores(Method.MUTUAL_INFORMATION, true), "information-classes", 1e-6);
        assertClose(scores(Method.MUTUAL_INFORMATION, false), "information-target", 1e-6);
    }

    /** A score lies between 2⁻ⁱ and twice that where the feature enters at 2⁻ⁱ of the largest penalty. */
    @Test
    void linearModelsTakeFeaturesUpWhereThoseOfScikitLearnDo() {
        for (boolean classes : new boolean[] {true, false}) {
            double[] scores = scores(Method.L1, classes);
            double[] expected = numbers(REFERENCE.get(classes ? "l1-classes" : "l1-target"));
            for (int i = 0; i < expected.length; i++) {
                if (scores[i] == 0) {
                    // The path ends after eight halvings.
                    assertThat(expected[i]).as("feature %d, %s", i, classes).isLessThan(Math.scalb(1.0, -7));
                    continue;
                }
                double halving = Math.scalb(1.0, Math.getExponent(scores[i]));
                // Near the penalty at which it enters, models end on either side of it.
                assertThat(halving / expected[i]).as("feature %d, %s", i, classes).isBetween(0.5, 2.0);
            }
            assertThat(IntStream.range(0, 8).filter(i -> expected[i] > 0.1 && Math.getExponent(scores[i])
                    == Math.getExponent(expected[i])).count()).isGreaterThanOrEqualTo(3);
            assertThat(scores(Method.L1, classes)).isEqualTo(scores);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whatDoesNotVaryTellsNothing(Method method) {
        List<double[]> rows = new ArrayList<>();
        double[] targets = new double[40];
        for (int i = 0; i < 40; i++) {
            targets[i] = i % 2;
            rows.add(new double[] {7, i % 2, i * 7 % 40});
        }
        for (int classes : new int[] {2, 0}) {
            double[] scores = FeatureRanking.scores(method, rows, targets, classes);
            assertThat(scores[0]).isZero();
            assertThat(scores[1]).isPositive().isFinite();
            assertThat(scores[1] > scores[2]).isEqualTo(method != Method.VARIANCE);
        }
    }

    /** A parabola tells of what a line does not. */
    @Test
    void onlyInformationSeesWhatIsNotLinear() {
        List<double[]> rows = new ArrayList<>();
        double[] targets = new double[400];
        for (int i = 0; i < 400; i++) {
            double x = (i - 199.5) / 100;
            targets[i] = x * x;
            rows.add(new double[] {x, i * 17 % 400});
        }
        double[] scores = FeatureRanking.scores(Method.MUTUAL_INFORMATION, rows, targets, 0);
        assertThat(scores[0]).isGreaterThan(1).isGreaterThan(5 * scores[1]);
        assertThat(FeatureRanking.scores(Method.ANOVA, rows, targets, 0)[0]).isLessThan(1e-9);
    }
}

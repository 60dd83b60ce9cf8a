package org.whittle.net.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.net.setting.Values;

/** What classes count. */
class ClassWeightsTest {

    private static final float[] LABELS = {0, 0, 0, 1};

    @Test
    void weightsByNameAreOneOnAverageOverTheRows() {
        Values values = new Values(new TreeMap<>(Map.of("class-weights", "given", "class-weights.rare", 9.0)));
        List<Double> given = ClassWeights.given(values, List.of("common", "rare"));
        assertThat(given).containsExactly(1.0, 9.0);
        List<Double> weights = ClassWeights.in(values).of(LABELS, given);
        assertThat(weights.get(1) / weights.get(0)).isCloseTo(9, within(1e-12));
        assertThat((3 * weights.get(0) + weights.get(1)) / 4).isCloseTo(1, within(1e-12));
    }

    @Test
    void theLossOfBothFormulasIsThatOfRowsTakenSoOften() {
        // Log-probabilities of two classes, class by class.
        float[] scores = {-0.1f, -0.2f, -0.3f, -2, -2.3f, -1.7f, -1.4f, -0.15f};
        for (LossFunction loss : List.of(new CrossEntropy.Weighted(0.1, ClassWeights.GIVEN, List.of(1.0, 1.0)),
                new Focal.Of(2, 0.1, ClassWeights.GIVEN, List.of(1.0, 1.0)))) {
            LossFunction weighed = loss.weighing(List.of(1.0, 3.0)).on(LABELS);
            LossFunction plain = loss.weighing(List.of(1.0, 1.0)).on(LABELS);
            float[] often = {0, 0, 0, 1, 1, 1};
            float[] itsScores = {-0.1f, -0.2f, -0.3f, -2, -2, -2, -2.3f, -1.7f, -1.4f, -0.15f, -0.15f, -0.15f};
            assertThat(weighed.sum(scores, 0, LABELS) / LABELS.length)
                    .isCloseTo(plain.sum(itsScores, 0, often) / often.length, within(1e-12));
            assertThat(weighed.ofBestConstant(LABELS)).isCloseTo(plain.ofBestConstant(often), within(1e-9));
        }
    }

    @Test
    void classesThatAreNamedAreKnown() {
        assertThat(ClassWeights.named(new TreeMap<>(Map.of("class-weights", "given", "class-weights.a.b", 1.0))))
                .containsExactly("a.b");
    }
}

package org.whittle.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.Metric;

class ClassificationMetricsTest {

    /** Both sides add up a hundred doubles of order 1, in another order. */
    private static final double ROUNDING = 1e-12;

    static Stream<Reference.Classification> reference() {
        return Reference.classification();
    }

    @ParameterizedTest
    @MethodSource("reference")
    void agreesWithScikitLearn(Reference.Classification reference) {
        SortedMap<String, Double> metrics = ClassificationMetrics.of(reference.logits(), reference.labels().length,
                reference.classes(), reference.labels(), reference.topK());

        reference.metrics().forEach((metric, value) ->
                assertThat(metrics.get(metric)).as(metric).isCloseTo(value, within(ROUNDING)));
        assertThat(metrics.containsKey("roc-auc")).isEqualTo(reference.metrics().containsKey("roc-auc"));
    }

    @Test
    void rocAucIsLeftOutWhereOneClassHasAllRows() {
        float[] logits = {1, 2, 0, 3};

        assertThat(ClassificationMetrics.of(logits, 2, 2, new double[] {1, 1}, 1))
                .containsKeys("accuracy", "macro-f1", "log-loss")
                .doesNotContainKey("roc-auc")
                .doesNotContainKey("pr-auc");
    }

    @Test
    void aConstantNetworkHasARocAucOfOneHalf() {
        float[] logits = {0, 0, 0, 0, 0, 0};

        assertThat(ClassificationMetrics.of(logits, 3, 2, new double[] {1, 0, 1}, 1)).containsEntry("roc-auc", 0.5);
    }

    @Test
    void ofEqualLogitsTheFirstClassIsPredicted() {
        float[] logits = {0, 5, 5};

        assertThat(ClassificationMetrics.of(logits, 1, 3, new double[] {1}, 1)).containsEntry("accuracy", 1.0);
        assertThat(ClassificationMetrics.of(logits, 1, 3, new double[] {2}, 1)).containsEntry("accuracy", 0.0)
                .containsEntry("top-k-accuracy", 0.0);
        assertThat(ClassificationMetrics.of(logits, 1, 3, new double[] {2}, 2)).containsEntry("top-k-accuracy", 1.0);
    }

    @Test
    void kBeyondTheClassesIsAlwaysATopKHit() {
        assertThat(ClassificationMetrics.of(new float[] {3, 2, 1}, 1, 3, new double[] {2}, 9))
                .containsEntry("top-k-accuracy", 1.0);
    }

    @Test
    void aLossIsBoundedHoweverSureTheNetworkWas() {
        SortedMap<String, Double> metrics = ClassificationMetrics.of(new float[] {3e38f, -3e38f}, 1, 2,
                new double[] {1}, 1);

        assertThat(metrics.get("log-loss")).isCloseTo(52 * Math.log(2), within(ROUNDING));
    }

    @Test
    void everyMetricOfANetworkWithoutFiniteOutputsIsNaN() {
        for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            SortedMap<String, Double> metrics = ClassificationMetrics.of(new float[] {1, broken}, 1, 2,
                    new double[] {1}, 1);

            assertThat(metrics.keySet()).containsExactlyElementsOf(ClassificationMetrics.ofClassifiers(metric -> true)
                    .stream().map(Metric::key).sorted().toList());
            assertThat(metrics).allSatisfy((metric, value) -> assertThat(value).as(metric).isNaN());
        }
    }

    @Test
    void reportsExactlyTheMetricsThatAreSaidToSuitClassification() {
        assertThat(ClassificationMetrics.of(new float[] {1, 2, 2, 1}, 2, 2, new double[] {0, 1}, 1).keySet())
                .containsExactlyInAnyOrderElementsOf(Metric.all().stream().filter(Metric::suitsClassification)
                        .map(Metric::key).filter(key -> !key.endsWith("-loss") || key.equals("log-loss")).toList());
    }

    @Test
    void aLabelThatIsNoClassIndexIsRefused() {
        for (float label : new float[] {-1, 2, 0.5f, Float.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClassificationMetrics.of(new float[] {1, 2}, 1, 2, new double[] {label}, 1))
                    .withMessageContaining("row 0");
        }
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassificationMetrics.of(new float[5], 3, 2, new double[3], 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassificationMetrics.of(new float[0], 0, 2, new double[0], 1));
    }
}

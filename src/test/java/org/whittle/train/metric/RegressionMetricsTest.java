package org.whittle.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegressionMetricsTest {

    /** Both sides add up fifty doubles of order 100, in another order. */
    private static final double ROUNDING = 1e-12;

    static Stream<Reference.Regression> reference() {
        return Reference.regression();
    }

    @ParameterizedTest
    @MethodSource("reference")
    void agreesWithScikitLearn(Reference.Regression reference) {
        SortedMap<String, Double> metrics = RegressionMetrics.of(reference.predictions(), reference.targets());

        assertThat(metrics).containsOnlyKeys("rmse", "mae", "r2");
        reference.metrics().forEach((metric, value) ->
                assertThat(metrics.get(metric)).as(metric).isCloseTo(value, within(ROUNDING)));
    }

    @Test
    void r2OfAConstantTargetIsOneOnlyIfEveryPredictionIsRight() {
        double[] target = {0.1, 0.1, 0.1};

        assertThat(RegressionMetrics.of(target, target)).containsEntry("r2", 1.0);
        assertThat(RegressionMetrics.of(new double[] {0.1, 0.1, 0.2}, target)).containsEntry("r2", 0.0);
    }

    @Test
    void everyMetricOfPredictionsThatAreNotFiniteIsNaN() {
        assertThat(RegressionMetrics.of(new double[] {1, Double.POSITIVE_INFINITY}, new double[] {1, 2}))
                .allSatisfy((metric, value) -> assertThat(value).as(metric).isNaN());
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RegressionMetrics.of(new double[2], new double[3]));
        assertThatIllegalArgumentException().isThrownBy(() -> RegressionMetrics.of(new double[0], new double[0]));
    }
}

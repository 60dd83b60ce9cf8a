package org.whittle.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SumsTest {

    @Test
    void smallNumbersAreNotLostBesideALargeOne() {
        double[] values = new double[1001];
        Arrays.fill(values, 1);
        values[0] = 1e16;

        assertThat(Sums.of(values)).isEqualTo(1e16 + 1000);
        assertThat(Sums.of(DoubleStream.of(values))).isEqualTo(1e16 + 1000);
        assertThat(Sums.mean(1, 2, 6)).isEqualTo(3);
        assertThat(Sums.mean(DoubleStream.of(1, 2, 6).parallel())).isEqualTo(3);
    }

    @Test
    void ofNothingTheSumIs0AndThereIsNoMean() {
        assertThat(Sums.of()).isZero();
        assertThat(Sums.mean()).isNaN();
    }

    @Test
    void infinitiesStayWhatTheyAre() {
        assertThat(Sums.of(1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Sums.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)).isNaN();
    }

    @Test
    void aVarianceIsTheMeanSquaredDistanceFromTheMean() {
        assertThat(Sums.variance(1, 2, 3, 6)).isEqualTo(3.5);
        assertThat(Sums.variance(7)).isZero();
        assertThat(Sums.variance()).isNaN();
    }
}

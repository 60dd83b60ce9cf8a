package org.whittle.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QuantilesTest {

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Quantiles.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Quantiles.median(new double[] {9, 1, 5})).isEqualTo(5);
        assertThat(Quantiles.median(new double[] {7})).isEqualTo(7);
    }

    /** By numpy.quantile([1, 2, 4, 8, 16], q). */
    @Test
    void quantilesAreThoseOfNumpy() {
        double[] values = {16, 8, 1, 2, 4};
        assertThat(Quantiles.of(values, 0.25)).isEqualTo(2);
        assertThat(Quantiles.of(values, 0.9)).isCloseTo(12.8, within(1e-12));
        assertThat(Quantiles.of(values, 0.025)).isCloseTo(1.1, within(1e-12));
        assertThat(Quantiles.of(values, 1)).isEqualTo(16);
    }

    @Property(tries = 200, seed = "61")
    void aQuantileLiesAmongTheValuesAndGrowsWithItsProbability(@ForAll @Size(min = 1, max = 20) double[] values,
            @ForAll @DoubleRange(min = 0.01, max = 1) double p, @ForAll @DoubleRange(min = 0.01, max = 1) double q) {
        double[] scaled = Arrays.stream(values).map(v -> v / 1e10).toArray();
        double low = Quantiles.of(scaled, Math.min(p, q));
        double high = Quantiles.of(scaled, Math.max(p, q));
        double slack = 1e-9 * Arrays.stream(scaled).map(Math::abs).max().orElseThrow();
        assertThat(low).isLessThanOrEqualTo(high + slack);
        assertThat(low).isGreaterThanOrEqualTo(Arrays.stream(scaled).min().orElseThrow() - slack);
        assertThat(high).isLessThanOrEqualTo(Arrays.stream(scaled).max().orElseThrow() + slack);
    }
}

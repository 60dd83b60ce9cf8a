package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.whittle.goal.Estimate;

/** What stands in brackets behind a test metric. */
class EstimateTextTest {

    private static final double NONE = Double.NaN;

    @Test
    void anIntervalOrThatThereAreTooFewRowsForOne() {
        assertThat(Numbers.estimate(new Estimate(0.975, 0.9583, 0.9889))).isEqualTo("0.9750 [0.9583, 0.9889]");
        assertThat(Numbers.estimate(new Estimate(1, NONE, NONE))).isEqualTo("1.0000 [too few rows]");
        assertThat(Numbers.signed(new Estimate(0.01, -0.02, 0.03))).isEqualTo("+0.0100 [-0.0200, +0.0300]");
        assertThat(Numbers.signed(new Estimate(0.01, NONE, NONE))).isEqualTo("+0.0100 [too few rows]");
    }

    @Test
    void nothingBesideAValueThatIsNone() {
        assertThat(Numbers.estimate(new Estimate(NONE, NONE, NONE))).isEqualTo("-");
        assertThat(Numbers.signed(new Estimate(NONE, NONE, NONE))).isEqualTo("-");
    }
}

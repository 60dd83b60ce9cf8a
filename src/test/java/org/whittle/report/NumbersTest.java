package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class NumbersTest {

    @Test
    void metricsHaveFourDigitsAroundOne() {
        assertThat(Numbers.metric(0.975)).isEqualTo("0.9750");
        assertThat(Numbers.metric(0)).isEqualTo("0.0000");
        assertThat(Numbers.metric(-0.25)).isEqualTo("-0.2500");
        assertThat(Numbers.metric(12.3456)).isEqualTo("12.35");
        assertThat(Numbers.metric(12345.6)).isEqualTo("12346");
        assertThat(Numbers.metric(835)).isEqualTo("835");
        assertThat(Numbers.metric(0.00012345)).isEqualTo("1.235e-4");
        assertThat(Numbers.metric(Double.NaN)).isEqualTo("-");
        assertThat(Numbers.metric(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
        assertThat(Numbers.signed(0.0111)).isEqualTo("+0.0111");
    }

    @Test
    void parametersHaveThreeSignificantDigits() {
        assertThat(Numbers.parameter(0.00123456)).isEqualTo("0.00123");
        assertThat(Numbers.parameter(0.1)).isEqualTo("0.1");
        assertThat(Numbers.parameter(0.1 + 0.2)).isEqualTo("0.3");
        assertThat(Numbers.parameter(1e-6)).isEqualTo("1e-6");
        assertThat(Numbers.parameter(123.456)).isEqualTo("123");
        assertThat(Numbers.parameter(100.0)).isEqualTo("100");
        assertThat(Numbers.parameter(64)).isEqualTo("64");
        assertThat(Numbers.parameter("relu")).isEqualTo("relu");
    }

    @Test
    void timesAreShort() {
        assertThat(Numbers.duration(3.21)).isEqualTo("3.2 s");
        assertThat(Numbers.duration(58.4)).isEqualTo("58 s");
        assertThat(Numbers.duration(185)).isEqualTo("3 min 05 s");
        assertThat(Numbers.duration(7620)).isEqualTo("2 h 07 min");
    }

    @Test
    void doNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Numbers.metric(0.5)).isEqualTo("0.5000");
            assertThat(Numbers.count(1947)).isEqualTo("1,947");
            assertThat(Numbers.parameter(0.25)).isEqualTo("0.25");
        } finally {
            Locale.setDefault(before);
        }
    }
}

package org.whittle.sampler.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;

class ParameterKernelTest {

    private static final RealParameter REAL = new RealParameter("x", 0, 1, Scale.LINEAR, OptionalDouble.empty());

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.02, 0.5, 1})
    void anIntervalsKernelIntegratesToOneAlsoAtTheEnds(double centre) {
        ParameterKernel kernel = ParameterKernel.of(REAL, 0.5, 0.3);
        int n = 10_000;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += StrictMath.exp(kernel.logShape((i + 0.5) / n, centre) - kernel.logNorm(centre)) / n;
        }
        // The midpoint rule is off by the order of 1/n² = 1e-8.
        assertThat(sum).isCloseTo(1, within(1e-6));
    }

    @Test
    void aChoicesKernelSumsToOneAndPrefersItsOwnValue() {
        ParameterKernel kernel = ParameterKernel.of(new ChoiceParameter("c", List.of("a", "b", "c")), 0.8, 0);
        double own = StrictMath.exp(kernel.logShape(0.5, 0.5));
        double other = StrictMath.exp(kernel.logShape(1.0 / 6, 0.5));

        assertThat(own + 2 * other).isCloseTo(1, within(1e-12));
        assertThat(own).isGreaterThan(other);
    }

    @Test
    void drawsFollowTheDensity() {
        ParameterKernel kernel = ParameterKernel.of(REAL, 0.5, 0.3);
        RandomStream random = RandomStream.ofSeed(1);
        int n = 20_000;
        double below = 0;
        for (int i = 0; i < n; i++) {
            double x = kernel.draw(0.1, random);
            assertThat(x).isBetween(0.0, 1.0);
            below += x < 0.3 ? 1.0 / n : 0;
        }
        double expected = 0;
        for (int i = 0; i < 3_000; i++) {
            expected += StrictMath.exp(kernel.logShape((i + 0.5) / 10_000, 0.1) - kernel.logNorm(0.1)) / 10_000;
        }
        // The standard error of a share of 20,000 draws is at most 0.0036; four of them.
        assertThat(below).isCloseTo(expected, within(0.015));
    }

    @Test
    void aSingleValueIsAlwaysDrawn() {
        ParameterKernel fixed = ParameterKernel.of(new ChoiceParameter("c", List.of("only")), 1, 0);
        ParameterKernel integer = ParameterKernel.of(new IntegerParameter("i", 2, 2, Scale.LINEAR, 1), 1, 0);

        assertThat(fixed.draw(0.5, RandomStream.ofSeed(1))).isEqualTo(0.5);
        assertThat(fixed.logShape(0.5, 0.5)).isZero();
        assertThat(integer.draw(0.5, RandomStream.ofSeed(1))).isBetween(0.0, 1.0);
    }
}

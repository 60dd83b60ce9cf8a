package org.whittle.sampler.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.random.RandomStream;

class OperatorsTest {

    private static final int DRAWS = 20_000;
    // Four standard errors of a share of so many draws: 4 * sqrt(0.25 / 20,000).
    private static final double SHARE = 0.015;

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 1, 1.2, 2})
    void spreadFactorsOfSimulatedBinaryCrossoverFollowItsDistribution(double bound) {
        // Far from the ends, so that nothing is cut off: at β = 20 the density is below 1e-6.
        SimulatedBinaryCrossover crossover = new SimulatedBinaryCrossover(3);
        RandomStream random = RandomStream.ofSeed(1);
        int below = 0;
        for (int i = 0; i < DRAWS; i++) {
            double[] children = crossover.cross(0.51, 0.49, random);
            below += (children[1] - children[0]) / 0.02 <= bound ? 1 : 0;
        }
        // The integral of the paper's density.
        double expected = bound <= 1 ? 0.5 * Math.pow(bound, 4) : 1 - 0.5 * Math.pow(bound, -4);

        assertThat((double) below / DRAWS).isCloseTo(expected, within(SHARE));
    }

    @Test
    void childrenHaveTheirParentsMeanAndStayInside() {
        SimulatedBinaryCrossover crossover = new SimulatedBinaryCrossover(3);
        RandomStream random = RandomStream.ofSeed(2);
        for (int i = 0; i < 1000; i++) {
            double[] near = crossover.cross(0.499, 0.501, random);
            assertThat((near[0] + near[1]) / 2).isCloseTo(0.5, within(1e-9));
            for (double child : crossover.cross(0.001, 0.9, random)) {
                assertThat(child).isBetween(0.0, 1.0);
            }
        }
        assertThat(crossover.cross(0.3, 0.3, random)).containsExactly(0.3, 0.3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.1, 0.3})
    void perturbationsOfPolynomialMutationFollowItsDistribution(double bound) {
        PolynomialMutation mutation = new PolynomialMutation(5);
        RandomStream random = RandomStream.ofSeed(3);
        int below = 0;
        for (int i = 0; i < DRAWS; i++) {
            below += Math.abs(mutation.mutate(0.5, random) - 0.5) <= bound ? 1 : 0;
        }
        // P(|δ| ≤ b) = 1 − (1 − b)^6, of what the ends at a distance of 0.5 leave: 1 − 0.5^6.
        double expected = (1 - Math.pow(1 - bound, 6)) / (1 - Math.pow(0.5, 6));

        assertThat((double) below / DRAWS).isCloseTo(expected, within(SHARE));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 0.7, 1})
    void mutantsStayInside(double x) {
        PolynomialMutation mutation = new PolynomialMutation(5);
        RandomStream random = RandomStream.ofSeed(4);
        for (int i = 0; i < 1000; i++) {
            assertThat(mutation.mutate(x, random)).isBetween(0.0, 1.0);
        }
    }
}

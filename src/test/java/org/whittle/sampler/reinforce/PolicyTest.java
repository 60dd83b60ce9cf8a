package org.whittle.sampler.reinforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

class PolicyTest {

    private static final SearchSpace SPACE = new SearchSpace(List.of(
            Dimension.always(new ChoiceParameter("optimizer", List.of("sgd", "adam", "rmsprop"))),
            Dimension.always(new IntegerParameter("layers", 1, 2, Scale.LINEAR, 1)),
            Dimension.when(new RealParameter("momentum", 0, 1, Scale.LINEAR, OptionalDouble.empty()),
                    Expression.parse("optimizer = sgd", Set.of("optimizer")))), List.of());

    private final Policy policy = new Policy(SPACE);

    @Test
    void beginsAsTheUniformPrior() {
        assertThat(policy.probabilities(0)).containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-15));
        assertThat(policy.probabilities(1)).containsExactly(0.5, 0.5);
        assertThat(policy.probabilities(2)).hasSize(Policy.BINS);
    }

    @Test
    void aStepIsTheGradientOfTheLogProbability() {
        policy.reinforce(new double[] {1.5 / 3, 0.75, Double.NaN}, 0.9, 1, 0);

        // θ = A (1{k = a} − 1/3) = −0.3, 0.6, −0.3: the odds are exp(0.9).
        double odds = Math.exp(0.9);
        assertThat(policy.probabilities(0)).containsExactly(
                new double[] {1 / (2 + odds), odds / (2 + odds), 1 / (2 + odds)}, within(1e-12));
        assertThat(policy.probabilities(1)[1]).isEqualTo(odds / (1 + odds), within(1e-12));
    }

    @Test
    void parametersThatAConfigurationDoesNotHaveLearnNothingFromIt() {
        policy.reinforce(new double[] {0.5, 0.25, Double.NaN}, 1, 1, 0);
        assertThat(policy.probabilities(2)).containsOnly(1.0 / Policy.BINS);

        policy.reinforce(new double[] {0.1, 0.25, 0.9}, 1, 1, 0);
        assertThat(policy.probabilities(2)[Policy.BINS - 1]).isGreaterThan(1.0 / Policy.BINS);
    }

    @Test
    void theEntropyBonusDrawsBackToUniform() {
        policy.reinforce(new double[] {0.5, 0.25, Double.NaN}, 3, 1, 0);
        double settled = policy.probabilities(0)[1];
        policy.reinforce(new double[] {0.5, 0.25, Double.NaN}, 0, 1, 0.5);

        assertThat(policy.probabilities(0)[1]).isBetween(1 / 3.0, settled - 0.01);
    }

    @Test
    void drawsAreAsFrequentAsTheirProbability() {
        policy.reinforce(new double[] {0.5, 0.25, Double.NaN}, 1, 1, 0);
        RandomStream random = RandomStream.ofSeed(1);
        int draws = 10_000;
        long adam = IntStream.range(0, draws).filter(i -> {
            double u = policy.draw(random)[0];
            return u >= 1 / 3.0 && u < 2 / 3.0;
        }).count();

        // Four standard deviations of a binomial share.
        assertThat(adam / (double) draws).isEqualTo(policy.probabilities(0)[1], within(0.02));
    }
}

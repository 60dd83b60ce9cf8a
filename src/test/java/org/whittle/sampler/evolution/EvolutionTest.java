package org.whittle.sampler.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Driven;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

class EvolutionTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void differentialEvolutionFollowsRosenbrocksValley(long seed) {
        Sampler sampler = new DifferentialEvolutionSampler();

        assertThat(Driven.least(Driven.search(sampler, Driven.cube(2), EvolutionTest::rosenbrock, 20, 60, seed)))
                .isLessThan(1e-4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void geneticSearchIsFarBetterThanRandomOnASphere(long seed) {
        SearchSpace space = Driven.cube(4);
        double genetic = Driven.least(Driven.search(new GeneticSampler(), space, EvolutionTest::sphere, 8, 30, seed));
        double random = Driven.least(Driven.search(new RandomSampler(), space, EvolutionTest::sphere, 8, 30, seed));

        assertThat(genetic).isLessThan(random / 3);
    }

    @Test
    void theDearestBudgetWithEnoughTrialsRules() {
        // After one epoch −4 looks best, after nine 4 does; four trials have got that far.
        List<Configuration> proposed = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        RandomStream random = RandomStream.ofSeed(5);
        for (int i = 0; i < 40; i++) {
            Configuration configuration =
                    Configuration.of(Map.of("x0", i < 4 ? 3.5 + 0.3 * i : 10 * random.nextDouble() - 5));
            double x = Driven.numbers(configuration)[0];
            proposed.add(configuration);
            observations.add(new Observation(new TrialId(i), configuration, 1, Math.abs(x + 4)));
            if (i < 4) {
                observations.add(new Observation(new TrialId(i), configuration, 9, Math.abs(x - 4)));
            }
        }
        History told = new History(new Objective("loss", Direction.MINIMIZE), 9, proposed, observations);
        List<Configuration> asked =
                new DifferentialEvolutionSampler().ask(Driven.cube(1), told, 20, RandomStream.ofSeed(1));

        assertThat(asked).filteredOn(c -> Driven.numbers(c)[0] > 0).hasSizeGreaterThan(12);
    }

    private static double rosenbrock(Configuration configuration) {
        double[] x = Driven.numbers(configuration);
        return 100 * Math.pow(x[1] - x[0] * x[0], 2) + Math.pow(1 - x[0], 2);
    }

    private static double sphere(Configuration configuration) {
        double sum = 0;
        for (double x : Driven.numbers(configuration)) {
            sum += (x - 1.5) * (x - 1.5);
        }
        return sum;
    }
}

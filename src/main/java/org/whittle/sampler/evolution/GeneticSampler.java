package org.whittle.sampler.evolution;

import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Forecast;
import org.whittle.sampler.LearningSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * A genetic algorithm with real-coded numbers (Deb and Goyal 1996): tournament selection, simulated binary and uniform
 * crossover, polynomial and categorical mutation ({@link Genome}).
 *
 * <p>Elitism: see {@link Parents}.
 *
 * <p><b>Budgets.</b> Trials of every budget compete with their {@linkplain Forecast forecast} for the largest. <b>Bad
 * news.</b> Trials that diverged or failed are no parents. <b>Populations.</b> Children of one question differ by their
 * parents, crossover and mutation, and one in {@value Brood#IMMIGRANTS} is random.
 */
public record GeneticSampler() implements LearningSampler {

    @Override
    public String name() {
        return "genetic";
    }

    @Override
    public String describe(SearchSpace space) {
        return ("Random until %d trials were seen, then children of the best quarter of all trials, from %d to %d of "
                + "them: "
                        + "crossed and mutated; one trial in %d stays random. Trials of every budget count, as far as "
                        + "they foretell "
                        + "the largest.")
                .formatted(MIN_TRIALS, Parents.FEWEST, Parents.POPULATION, Brood.IMMIGRANTS);
    }

    @Override
    public List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int count,
                                       RandomStream random) {
        List<Configuration> completed =
                ranked.stream().filter(Forecast::completed).map(Forecast::configuration).toList();
        return Parents.of(space, completed, ranked.size()).breed(space, told, count, random);
    }
}

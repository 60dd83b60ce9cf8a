package org.whittle.sampler.evolution;

import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Forecast;
import org.whittle.sampler.LearningSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.trial.History;

/**
 * A genetic algorithm with real-coded numbers (Deb and Goyal 1996): tournament selection, simulated binary and uniform
 * crossover, polynomial and categorical mutation ({@link Genome}).
 *
 * <p>Elitism: the parents are the best of all trials ever seen, not of the last generation. They are the best quarter,
 * and from {@value #FEWEST} to {@value #POPULATION}; with more of them, the tens of trials that a study often has would
 * hardly be selected from.
 *
 * <p><b>Budgets.</b> Trials of every budget compete with their {@linkplain Forecast forecast} for the largest. <b>Bad
 * news.</b> Trials that diverged or failed are no parents. <b>Populations.</b> Children of one question differ by their
 * parents, crossover and mutation, and one in {@value Brood#IMMIGRANTS} is random.
 */
public record GeneticSampler() implements LearningSampler {

    /** Parents at the most. */
    private static final int POPULATION = 20;
    /** Parents at the least, if so many trials completed. */
    private static final int FEWEST = 4;
    /** One of so many trials becomes a parent. */
    private static final int SELECTION = 4;
    /** Parents that compete for a place in a couple. */
    private static final int TOURNAMENT = 2;

    @Override
    public String name() {
        return "genetic";
    }

    @Override
    public String describe(SearchSpace space) {
        return ("Random until %d trials were seen, then children of the best quarter of all trials, from %d to %d of them: "
                + "crossed and mutated; one trial in %d stays random. Trials of every budget count, as far as they foretell "
                + "the largest.").formatted(MIN_TRIALS, FEWEST, POPULATION, Brood.IMMIGRANTS);
    }

    @Override
    public List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int count,
                                       RandomStream random) {
        int most = Math.min(POPULATION, Math.max(FEWEST, ranked.size() / SELECTION));
        List<double[]> parents = ranked.stream().filter(Forecast::completed).limit(most)
                .map(forecast -> space.encode(forecast.configuration())).toList();
        Genome genome = new Genome(space);
        return Brood.of(space, told, parents, count, random.child(told.proposed().size()),
                (index, stream) -> genome.child(winner(parents, stream), winner(parents, stream), stream));
    }

    /** The best of some parents drawn with replacement; they are ranked. */
    private static double[] winner(List<double[]> parents, RandomStream random) {
        int best = parents.size();
        for (int i = 0; i < TOURNAMENT; i++) {
            best = Math.min(best, random.nextInt(parents.size()));
        }
        return parents.get(best);
    }
}

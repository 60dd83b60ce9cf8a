package org.whittle.sampler.evolution;

import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * The trials that children are bred from: the best of all ever seen, which is elitism. They are the best quarter, and
 * from {@value #FEWEST} to {@value #POPULATION}; with more of them, the tens of trials that a study often has would
 * hardly be selected from.
 *
 * @param ranked encoded, best first
 */
record Parents(List<double[]> ranked) {

    /** Parents at the most. */
    static final int POPULATION = 20;
    /** Parents at the least, if so many trials completed. */
    static final int FEWEST = 4;
    /** One of so many trials becomes a parent. */
    private static final int SELECTION = 4;
    /** Parents that compete for a place in a couple. */
    private static final int TOURNAMENT = 2;

    /**
     * @param ranked trials that completed, best first
     * @param trials that were seen
     */
    static Parents of(SearchSpace space, List<Configuration> ranked, int trials) {
        int most = Math.min(POPULATION, Math.max(FEWEST, trials / SELECTION));
        return new Parents(ranked.stream().limit(most).map(space::encode).toList());
    }

    /** At most {@code count} new children, each of the winners of two tournaments. */
    List<Configuration> breed(SearchSpace space, History told, int count, RandomStream random) {
        Genome genome = new Genome(space);
        return Brood.of(space, told, ranked, count, random.child(told.proposed().size()),
                (index, stream) -> genome.child(winner(stream), winner(stream), stream));
    }

    /** The best of some parents drawn with replacement. */
    private double[] winner(RandomStream random) {
        int best = ranked.size();
        for (int i = 0; i < TOURNAMENT; i++) {
            best = Math.min(best, random.nextInt(ranked.size()));
        }
        return ranked.get(best);
    }
}

package org.whittle.sampler.evolution;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * Breeds a population, passing over children that are not allowed or no news, and leaving one place in
 * {@value #IMMIGRANTS} to random immigrants (Grefenstette 1992, "Genetic Algorithms for Changing Environments"): a
 * population bred from few trials, or from what short trainings showed, else stays where it settled first.
 */
final class Brood {

    /** One in so many trials is not bred. */
    static final int IMMIGRANTS = 4;
    /** Attempts a child, before a nearly exhausted space is left to random search. */
    private static final int ATTEMPTS = 50;
    /** Coordinates nearer than this are those of one value: a decoded and encoded one differs in its last digits. */
    private static final double RESOLUTION = 1e-9;

    private Brood() {
    }

    /**
     * At most {@code count} new configurations, less the immigrants.
     *
     * @param parents encoded; a child that is one of them in all but the last digits is no news
     * @param child a child's coordinates from its place among the population and its own stream
     */
    static List<Configuration> of(SearchSpace space, History told, List<double[]> parents, int count,
                                  RandomStream random, BiFunction<Integer, RandomStream, double[]> child) {
        int trials = told.proposed().size();
        int bred = count - ((trials + count) / IMMIGRANTS - trials / IMMIGRANTS);
        Set<Configuration> proposed = new LinkedHashSet<>(told.proposed());
        List<double[]> known = new ArrayList<>(parents);
        List<Configuration> asked = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS * bred && asked.size() < bred; attempt++) {
            Configuration candidate = space.decode(child.apply(asked.size(), random.child(attempt)));
            double[] unit = space.encode(candidate);
            if (space.satisfiesConstraints(candidate) && known.stream().noneMatch(k -> alike(k, unit))
                    && proposed.add(candidate)) {
                asked.add(candidate);
                known.add(unit);
            }
        }
        return asked;
    }

    private static boolean alike(double[] a, double[] b) {
        for (int j = 0; j < a.length; j++) {
            if (Double.isNaN(a[j]) != Double.isNaN(b[j]) || Math.abs(a[j] - b[j]) > RESOLUTION) {
                return false;
            }
        }
        return true;
    }
}

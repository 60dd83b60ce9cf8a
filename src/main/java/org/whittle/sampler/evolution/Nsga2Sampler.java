package org.whittle.sampler.evolution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Forecast;
import org.whittle.sampler.LearningSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

/**
 * NSGA-II: a genetic algorithm for several objectives (Deb, Pratap, Agarwal and Meyarivan 2002, "A Fast and Elitist
 * Multiobjective Genetic Algorithm: NSGA-II"). Parents are ranked by fronts and crowding, thresholds first
 * ({@link org.whittle.goal.ParetoPlace}), win tournaments of two by rank, and are crossed and mutated as in
 * {@link GeneticSampler} ({@link Genome}). With one objective it is a genetic algorithm too.
 *
 * <p>Elitism: the parents are the best of all trials ever seen ({@link Parents}), which is what the paper's survival of
 * the best of parents and children comes to.
 *
 * <p><b>Budgets.</b> Trials compete with those that came as far as they did; parents are taken from the largest budget
 * first, then from the next. <b>Bad news.</b> Trials that diverged or failed are no parents. <b>Populations.</b>
 * Children of one question differ by their parents, crossover and mutation, and one in {@value Brood#IMMIGRANTS} is
 * random.
 */
public record Nsga2Sampler() implements LearningSampler {

    @Override
    public String name() {
        return "nsga2";
    }

    @Override
    public String describe(SearchSpace space) {
        return ("Random until %d trials were seen, then children of the best quarter of all trials by fronts and "
                + "crowding, from "
                        + "%d to %d of them: crossed and mutated; one trial in %d stays random. Parents come from the "
                        + "largest budget "
                        + "first.")
                .formatted(MIN_TRIALS, Parents.FEWEST, Parents.POPULATION, Brood.IMMIGRANTS);
    }

    @Override
    public List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int count,
                                       RandomStream random) {
        List<Configuration> completed = ranked(space, told);
        return completed.isEmpty() ? List.of()
                : Parents.of(space, completed, ranked.size()).breed(space, told, count, random);
    }

    /** Trials that completed, those of the largest budget first, and of each budget the best. */
    private static List<Configuration> ranked(SearchSpace space, History told) {
        Map<TrialId, Observation> latest = new LinkedHashMap<>();
        for (Observation seen : told.observations()) {
            if (space.admits(seen.configuration())) {
                latest.merge(seen.trial(), seen, (before, now) -> now.epochs() >= before.epochs() ? now : before);
            }
        }
        latest.values().removeIf(seen -> !seen.completed());
        NavigableMap<Integer, List<Standing>> budgets = new TreeMap<>();
        latest.values().forEach(seen -> budgets.computeIfAbsent(seen.epochs(), b -> new ArrayList<>())
                .add(seen.standing()));
        return budgets.descendingMap().values().stream().flatMap(b -> told.objectives().ranked(b).stream())
                .map(standing -> latest.get(standing.trial()).configuration()).toList();
    }
}

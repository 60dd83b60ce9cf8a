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
 * Differential evolution (Storn and Price 1997, "Differential Evolution: A Simple and Efficient Heuristic for Global
 * Optimization over Continuous Spaces") with a sub-population for each budget, as DEHB has them (Awad, Mallik and
 * Hutter 2021, "DEHB: Evolutionary Hyperband for Scalable, Robust and Efficient Hyperparameter Optimization").
 *
 * <p>A sub-population has N = {@value #POPULATION} places. Trial i belongs to place i mod N: it was bred from the
 * target there, and takes its place if it is better, so that a place's member is the best of its trials that were
 * judged at the budget. So selection is one to one, which keeps a population from collapsing, and follows from the
 * history. Trials are bred by best/1/bin, where "best" is any of the best fifth (the p-best of JADE: Zhang and
 * Sanderson 2009), because the very best of noisy trials may be luck: see {@link Differential}.
 *
 * <p><b>Budgets.</b> The sub-population of the largest budget with at least {@value #FEWEST} members evolves. While
 * some of its places are free, the best of the next lower budgets are parents beside its members: information goes from
 * cheap budgets to dear ones. DEHB breeds for a certain rung of a certain bracket; here the scheduler decides where a
 * trial begins, and who is promoted. <b>Bad news.</b> Trials that diverged or failed are in no population.
 * <b>Populations.</b> Trials of one question differ by their targets, bests and differences, and one in
 * {@value Brood#IMMIGRANTS} is random.
 */
public record DifferentialEvolutionSampler() implements LearningSampler {

    /** N: places of a sub-population, as in DEHB. */
    private static final int POPULATION = 20;
    /** A target, a best, and two for the difference. */
    private static final int FEWEST = 4;

    @Override
    public String name() {
        return "differential-evolution";
    }

    @Override
    public String describe(SearchSpace space) {
        return ("Random until %d trials were seen, then the best trials shifted by differences between others. Each "
                + "budget has "
                        + "a population of %d places; the largest budget with %d members is bred, cheaper ones help "
                        + "out. One trial in %d "
                        + "stays random.")
                .formatted(MIN_TRIALS, POPULATION, FEWEST, Brood.IMMIGRANTS);
    }

    @Override
    public List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int count,
                                       RandomStream random) {
        NavigableMap<Integer, List<TrialId>> populations = populations(space, told);
        int budget = populations.lastKey();
        while (populations.get(budget).size() < FEWEST && populations.lowerKey(budget) != null) {
            budget = populations.lowerKey(budget);
        }
        List<TrialId> targets = populations.get(budget);
        List<TrialId> parents = new ArrayList<>(targets);
        populations.headMap(budget, false).descendingMap().values().forEach(lower -> lower.stream()
                .filter(trial -> parents.size() < POPULATION && !parents.contains(trial)).forEach(parents::add));
        if (parents.size() < FEWEST) {
            return List.of();
        }
        List<double[]> pool = parents.stream().map(trial -> space.encode(told.proposed().get(trial.value()))).toList();
        Differential differential = new Differential(space, pool.subList(0, targets.size()), pool);
        Map<Integer, Integer> places = new LinkedHashMap<>();
        targets.forEach(trial -> places.put(place(trial.value()), places.size()));
        int first = told.proposed().size();
        return Brood.of(space, told, pool, count, random.child(first), (index, stream) -> {
            // Where a place is free, anyone's trial may take it.
            Integer target = places.get(place(first + index));
            return differential.trial(target == null ? stream.nextInt(targets.size()) : target, stream);
        });
    }

    private static int place(int trial) {
        return trial % POPULATION;
    }

    /** The trials of each budget's sub-population, best first. */
    private static NavigableMap<Integer, List<TrialId>> populations(SearchSpace space, History told) {
        NavigableMap<Integer, List<Standing>> judged = new TreeMap<>();
        for (Observation seen : told.observations()) {
            if (seen.completed() && space.admits(seen.configuration())) {
                judged.computeIfAbsent(seen.epochs(), budget -> new ArrayList<>()).add(seen.standing());
            }
        }
        NavigableMap<Integer, List<TrialId>> populations = new TreeMap<>();
        judged.forEach((budget, standings) -> {
            Map<Integer, TrialId> members = new LinkedHashMap<>();
            standings.stream().sorted(told.objective().ranking()).map(Standing::trial)
                    .forEach(trial -> members.putIfAbsent(place(trial.value()), trial));
            populations.put(budget, List.copyOf(members.values()));
        });
        return populations;
    }
}

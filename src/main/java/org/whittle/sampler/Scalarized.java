package org.whittle.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.whittle.goal.Direction;
import org.whittle.goal.Goal;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Threshold;
import org.whittle.random.RandomStream;
import org.whittle.sampler.evolution.Nsga2Sampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;
import org.whittle.work.Sums;

/**
 * Lets a sampler that learns from one objective learn from several: as in ParEGO, one random scalarization after
 * another (Knowles 2006, "ParEGO: A Hybrid Algorithm with On-Line Landscape Approximation for Expensive Multiobjective
 * Optimization Problems").
 *
 * <p>A population is asked for in up to {@value #PORTIONS} portions. For each, weights λ are drawn uniformly from the
 * simplex, and the sampler is told max<sub>j</sub> λ<sub>j</sub> f<sub>j</sub> + ρ Σ<sub>j</sub> λ<sub>j</sub>
 * f<sub>j</sub> with ρ = 0.05, the augmented Tchebycheff function, to minimise. f<sub>j</sub> in [0, 1] is objective
 * j's rank among the observations, equals alike: Knowles scales linearly, but sizes of networks span magnitudes, and
 * the small ones are to differ too. An observation that violates thresholds is worse than all that do not, by its
 * violation.
 */
public record Scalarized(Sampler sampler) implements Sampler {

    private static final int PORTIONS = 4;
    private static final double RHO = 0.05;

    /** The sampler as it is if it does not learn or knows several objectives itself, else scalarized. */
    public static Sampler of(Sampler sampler) {
        return sampler.learns() && !(sampler instanceof Nsga2Sampler) ? new Scalarized(sampler) : sampler;
    }

    @Override
    public String name() {
        return sampler.name();
    }

    @Override
    public Sampler in(SearchSpace space) {
        return of(sampler.in(space));
    }

    @Override
    public boolean learns() {
        return sampler.learns();
    }

    @Override
    public String describe(SearchSpace space) {
        return sampler.describe(space) + " Objectives are weighed at random, anew for each of up to %d portions."
                .formatted(PORTIONS);
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        if (!told.objectives().several()) {
            return sampler.ask(space, told, count, random);
        }
        // One objective within bounds has nothing to be weighed against.
        int portions = told.objectives().optimized().size() == 1 ? 1 : Math.max(1, Math.min(PORTIONS, count));
        double[][] ranks = ranks(told);
        double[][] weights = weights(portions, told.objectives().optimized().size(),
                random.child("weights").child(told.proposed().size()));
        List<Configuration> asked = new ArrayList<>();
        for (int portion = 0; portion < portions; portion++) {
            int share = count / portions + (portion < count % portions ? 1 : 0);
            History scalar = new History(new Objective("scalarized", Direction.MINIMIZE), told.maxEpochs(),
                    told.withProposed(asked).proposed(), scalarized(told, ranks, weights[portion]));
            List<Configuration> more = sampler.ask(space, scalar, share, random);
            asked.addAll(more);
            if (more.size() < share) {
                break;
            }
        }
        return asked;
    }

    /**
     * Uniform over the simplex: exponential numbers, as shares of their sum. Those of one objective are stratified, so
     * that few portions are not all on one side.
     */
    private static double[][] weights(int portions, int objectives, RandomStream random) {
        double[][] weights = new double[portions][objectives];
        for (int j = 0; j < objectives; j++) {
            int[] strata = random.permutation(portions);
            for (int p = 0; p < portions; p++) {
                weights[p][j] = -StrictMath.log(1 - (strata[p] + random.nextDouble()) / portions);
            }
        }
        for (double[] portion : weights) {
            double sum = Sums.of(portion);
            Arrays.setAll(portion, j -> portion[j] / sum);
        }
        return weights;
    }

    private static List<Observation> scalarized(History told, double[][] ranks, double[] weights) {
        List<Observation> scalars = new ArrayList<>();
        for (int i = 0; i < ranks.length; i++) {
            Observation seen = told.observations().get(i);
            double value = Double.NaN;
            if (seen.completed()) {
                double violation = violation(told.objectives(), seen);
                value = violation > 0 ? 1 + RHO + violation : tchebycheff(ranks[i], weights);
            }
            scalars.add(new Observation(seen.trial(), seen.configuration(), seen.epochs(), value));
        }
        return scalars;
    }

    private static double tchebycheff(double[] f, double[] weights) {
        double most = 0;
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
            most = Math.max(most, weights[j] * f[j]);
            sum += weights[j] * f[j];
        }
        return most + RHO * sum;
    }

    private static double violation(Objectives objectives, Observation seen) {
        double violation = 0;
        for (int g = 0; g < objectives.goals().size(); g++) {
            if (objectives.goals().get(g) instanceof Threshold threshold) {
                violation += threshold.violation(seen.values().get(g));
            }
        }
        return violation;
    }

    /** For each observation and objective the share of the others that are better. */
    private static double[][] ranks(History told) {
        List<Goal> goals = told.objectives().goals();
        List<Observation> observations = told.observations();
        double[][] ranks = new double[observations.size()][told.objectives().optimized().size()];
        int objective = 0;
        for (int g = 0; g < goals.size(); g++) {
            if (goals.get(g) instanceof Objective) {
                int goal = g;
                double sign = goals.get(g).direction() == Direction.MAXIMIZE ? -1 : 1;
                double[] sorted = observations.stream().filter(Observation::completed)
                        .mapToDouble(o -> sign * o.values().get(goal)).sorted().toArray();
                for (int i = 0; i < ranks.length; i++) {
                    if (observations.get(i).completed()) {
                        ranks[i][objective] = (double) better(sorted, sign * observations.get(i).values().get(goal))
                                / Math.max(1, sorted.length - 1);
                    }
                }
                objective++;
            }
        }
        return ranks;
    }

    /** How many of the sorted numbers are below x. */
    private static int better(double[] sorted, double x) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < x) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

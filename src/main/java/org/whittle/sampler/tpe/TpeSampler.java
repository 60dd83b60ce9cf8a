package org.whittle.sampler.tpe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Forecast;
import org.whittle.sampler.LearningSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;
import org.whittle.work.Sums;

/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011, "Algorithms for Hyper-Parameter
 * Optimization"), multivariate as in BOHB (Falkner, Klein and Hutter 2018), with the components that Watanabe (2023,
 * "Tree-Structured Parzen Estimator: Understanding Its Algorithm Components and Their Roles for Better Empirical
 * Performance") found to matter.
 *
 * <p>The observations are split at their γ-quantile y<sup>γ</sup> into D<sup>(l)</sup>, the better ones, and
 * D<sup>(g)</sup>. Of N<sub>s</sub> candidates drawn from p(x | D<sup>(l)</sup>) the one with the largest
 * p(x | D<sup>(l)</sup>) / p(x | D<sup>(g)</sup>) is proposed, which is the one with the largest expected improvement.
 * Points of D<sup>(l)</sup> weigh as much as they are better than y<sup>γ</sup> (the paper's expected-improvement
 * weights).
 *
 * <p><b>Budgets.</b> Trials of every budget take part with their {@linkplain Forecast forecast} for the largest, and
 * weigh as much as it can be trusted; γ counts these weights. <b>Bad news.</b> Trials that diverged or failed are
 * points of D<sup>(g)</sup>. <b>Populations.</b> What was proposed already joins D<sup>(g)</sup> as if it had failed (a
 * constant liar), so that a population spreads; trials that are still in training are such points too.
 */
public record TpeSampler() implements LearningSampler {

    private static final double GAMMA = 0.1;
    private static final int MIN_GOOD = 3;
    private static final int MAX_GOOD = 25;
    // More kernels would not change the shape of p(x | D(g)), but proposing would slow down with every trial.
    private static final int MAX_BAD = 1000;
    /** N_s of the papers. */
    private static final int CANDIDATES = 64;
    // Enough to spread a population; with a whole point's weight, the best region is left after two or three proposals.
    private static final double LIE = 0.3;
    /** Attempts a proposal, before a nearly exhausted space is left to random search. */
    private static final int ATTEMPTS = 10;

    @Override
    public String name() {
        return "tpe";
    }

    @Override
    public String describe(SearchSpace space) {
        return ("Random until %d trials were seen, then the likeliest of %d draws to belong to the best tenth "
                + "rather than to the rest. Trials of every budget count, as far as they foretell the largest.")
                .formatted(MIN_TRIALS, CANDIDATES);
    }

    @Override
    public List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int count,
                                       RandomStream random) {
        return propose(space, told, ranked, split(ranked), count, random.child(told.proposed().size()));
    }

    /** Size of D(l). */
    private static int split(List<Forecast> ranked) {
        double wanted = GAMMA * Sums.of(ranked.stream().mapToDouble(Forecast::trust));
        wanted = Math.min(MAX_GOOD, Math.max(MIN_GOOD, wanted));
        int n = 0;
        for (double sum = 0; sum < wanted && n < ranked.size() - 1 && ranked.get(n).completed(); n++) {
            sum += ranked.get(n).trust();
        }
        return n;
    }

    private static List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int split,
                                               int count, RandomStream random) {
        Density l = new Density(space, good(space, ranked, split));
        List<WeightedPoint> bad = bad(space, told, ranked, split);
        Set<Configuration> proposed = new LinkedHashSet<>(told.proposed());
        List<Configuration> asked = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS * count && asked.size() < count; attempt++) {
            Configuration best = best(space, l, new Density(space, bad), proposed, random);
            if (best != null) {
                asked.add(best);
                proposed.add(best);
                bad.add(new WeightedPoint(space.encode(best), LIE));
            }
        }
        return asked;
    }

    /** The best of N_s candidates; {@code null} if all of them were proposed before or are not allowed. */
    private static Configuration best(SearchSpace space, Density l, Density g, Set<Configuration> proposed,
                                      RandomStream random) {
        Configuration best = null;
        double bestRatio = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < CANDIDATES; c++) {
            Configuration candidate = space.decode(l.draw(random));
            if (!space.satisfiesConstraints(candidate) || proposed.contains(candidate)) {
                continue;
            }
            double[] unit = space.encode(candidate);
            double ratio = l.logDensity(unit) - g.logDensity(unit);
            if (ratio > bestRatio) {
                bestRatio = ratio;
                best = candidate;
            }
        }
        return best;
    }

    private static List<WeightedPoint> good(SearchSpace space, List<Forecast> ranked, int split) {
        List<Forecast> good = ranked.subList(0, split);
        double threshold = ranked.get(split).loss();
        double mean = Sums.mean(good.stream().mapToDouble(f -> threshold - f.loss()));
        // Without a finite, positive mean (all alike, or nothing but bad news beyond) there is nothing to weigh by.
        boolean weigh = mean > 0 && mean < Double.POSITIVE_INFINITY;
        return good.stream().filter(f -> !weigh || f.loss() < threshold).map(f -> new WeightedPoint(
                space.encode(f.configuration()), f.trust() * (weigh ? (threshold - f.loss()) / mean : 1))).toList();
    }

    private static List<WeightedPoint> bad(SearchSpace space, History told, List<Forecast> ranked, int split) {
        List<Forecast> bad = ranked.subList(split, ranked.size());
        int kept = Math.min(MAX_BAD, bad.size());
        List<WeightedPoint> points = new ArrayList<>();
        for (int i = 0; i < kept; i++) {
            // Evenly over the ranks.
            Forecast forecast = bad.get((int) ((long) i * bad.size() / kept));
            points.add(new WeightedPoint(space.encode(forecast.configuration()), forecast.trust()));
        }
        Set<Configuration> observed = told.observations().stream().map(Observation::configuration)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        told.proposed().stream().filter(c -> !observed.contains(c) && space.admits(c))
                .forEach(c -> points.add(new WeightedPoint(space.encode(c), LIE)));
        return points;
    }
}

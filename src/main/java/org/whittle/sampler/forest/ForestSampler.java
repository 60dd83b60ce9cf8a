package org.whittle.sampler.forest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.util.FastMath;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Forecast;
import org.whittle.sampler.LearningSampler;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * Sequential model-based search with a random forest (SMAC: Hutter, Hoos and Leyton-Brown 2011, "Sequential Model-Based
 * Optimization for General Algorithm Configuration"; Lindauer et al. 2022, "SMAC3").
 *
 * <p>A forest is grown on the losses, and the configuration with the largest expected improvement over the best loss
 * f<sub>min</sub> is proposed: E[max(0, f<sub>min</sub> − f)] = (f<sub>min</sub> − μ) Φ(z) + σ φ(z) with
 * z = (f<sub>min</sub> − μ) / σ. It is looked for among uniform draws and by local search from the best configurations
 * known. Trees split choices by subsets and take an inactive parameter for a value of its own, so mixed and conditional
 * spaces are what it is best at.
 *
 * <p><b>Budgets.</b> A row is a trial's {@linkplain Forecast forecast} for the largest budget, and is drawn into a
 * tree's sample as often as it can be trusted. <b>Bad news.</b> A diverged or failed trial counts as the worst loss of
 * the others. <b>Populations.</b> Proposals, and trials still in training, join the rows with the loss that the forest
 * expects of them (the kriging believer of Ginsbourger, Le Riche and Carraro 2010), and the forest is grown anew.
 */
public record ForestSampler() implements LearningSampler {

    private static final int TREES = 10;
    // Beyond, the better half is kept and the rest is thinned: a forest this size is grown in some ten milliseconds.
    private static final int MAX_ROWS = 1000;
    private static final int DRAWS = 500;
    private static final int STARTS = 5;
    private static final int STEPS = 10;
    private static final int NEIGHBOURS = 15;
    /** Standard deviation of a step in a number's unit coordinate, as in SMAC. */
    private static final double STEP = 0.2;
    private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

    private record Candidate(Configuration configuration, double[] unit, double improvement) {
    }

    @Override
    public String name() {
        return "forest";
    }

    @Override
    public String describe(SearchSpace space) {
        return ("Random until %d trials were seen, then where a forest of %d trees expects the largest improvement. "
                + "Trials of every budget count, as far as they foretell the largest.").formatted(MIN_TRIALS, TREES);
    }

    @Override
    public List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int count,
                                       RandomStream random) {
        return new Search(space, told, ranked, random.child(told.proposed().size())).propose(count);
    }

    /** One population's search; its state is what has been proposed so far. */
    private static final class Search {

        private final SearchSpace space;
        private final RandomStream random;
        private final int[] categories;
        private final boolean[] constant;
        private final Set<Configuration> proposed;
        private final List<Configuration> starts = new ArrayList<>();
        private Rows rows;
        private double best;

        Search(SearchSpace space, History told, List<Forecast> ranked, RandomStream random) {
            this.space = space;
            this.random = random;
            this.categories = Rows.categories(space);
            this.constant = new boolean[categories.length];
            for (int i = 0; i < constant.length; i++) {
                constant[i] = space.dimensions().get(i).parameter().cardinality().orElse(2) == 1;
            }
            this.proposed = new LinkedHashSet<>(told.proposed());
            ranked.stream().limit(STARTS).forEach(f -> starts.add(f.configuration()));
            List<Forecast> kept = thinned(ranked);
            double worst = ranked.stream().filter(Forecast::completed).mapToDouble(Forecast::loss).max().orElseThrow();
            rows = Rows.of(kept.stream().map(f -> features(space.encode(f.configuration()))).toArray(double[][]::new),
                    kept.stream().mapToDouble(f -> Math.min(f.loss(), worst)).toArray(),
                    kept.stream().mapToDouble(Forecast::trust).toArray(), categories);
            best = ranked.get(0).loss();
            Set<Configuration> observed = new LinkedHashSet<>();
            told.observations().forEach(o -> observed.add(o.configuration()));
            List<Configuration> pending = told.proposed().stream()
                    .filter(c -> !observed.contains(c) && space.admits(c)).toList();
            if (!pending.isEmpty()) {
                RegressionForest forest = new RegressionForest(rows, TREES, random.child("pending"));
                pending.forEach(c -> believe(forest, features(space.encode(c))));
            }
        }

        private static List<Forecast> thinned(List<Forecast> ranked) {
            if (ranked.size() <= MAX_ROWS) {
                return ranked;
            }
            int better = MAX_ROWS / 2;
            List<Forecast> kept = new ArrayList<>(ranked.subList(0, better));
            for (int i = 0; i < MAX_ROWS - better; i++) {
                kept.add(ranked.get(better + (int) ((long) i * (ranked.size() - better) / (MAX_ROWS - better))));
            }
            return kept;
        }

        List<Configuration> propose(int count) {
            List<Configuration> asked = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RegressionForest forest = new RegressionForest(rows, TREES, random.child("forest").child(i));
                Candidate chosen = maximise(forest, random.child("search").child(i));
                if (chosen == null) {
                    break;
                }
                asked.add(chosen.configuration());
                proposed.add(chosen.configuration());
                believe(forest, features(chosen.unit()));
            }
            return asked;
        }

        private void believe(RegressionForest forest, double[] x) {
            rows = rows.with(x, forest.predict(x).mean(), 1);
        }

        private Candidate maximise(RegressionForest forest, RandomStream stream) {
            List<Candidate> found = new ArrayList<>();
            for (int i = 0; i < DRAWS; i++) {
                add(found, forest, stream.doubles(space.dimensions().size()).toArray());
            }
            found.sort(Comparator.comparingDouble(Candidate::improvement).reversed());
            List<Candidate> from = new ArrayList<>(found.subList(0, Math.min(STARTS, found.size())));
            for (Configuration start : starts) {
                double[] unit = space.encode(start);
                from.add(new Candidate(start, unit, improvement(forest, unit)));
            }
            for (Candidate start : from) {
                climb(found, start, forest, stream);
            }
            // The first of equals: the order of search is fixed.
            Candidate chosen = null;
            for (Candidate candidate : found) {
                if (chosen == null || candidate.improvement() > chosen.improvement()) {
                    chosen = candidate;
                }
            }
            return chosen;
        }

        @SuppressWarnings("ReferenceEquality") // whether it is still the same
        private void climb(List<Candidate> found, Candidate start, RegressionForest forest, RandomStream stream) {
            Candidate at = start;
            for (int step = 0; step < STEPS; step++) {
                List<Candidate> neighbours = new ArrayList<>();
                for (int k = 0; k < NEIGHBOURS; k++) {
                    add(neighbours, forest, neighbour(at.unit(), stream));
                }
                found.addAll(neighbours);
                Candidate better = at;
                for (Candidate neighbour : neighbours) {
                    if (neighbour.improvement() > better.improvement()) {
                        better = neighbour;
                    }
                }
                if (better == at) {
                    return;
                }
                at = better;
            }
        }

        /** One parameter changed; those that its change brings to life get uniform values. */
        private double[] neighbour(double[] unit, RandomStream stream) {
            double[] next = unit.clone();
            int[] changeable = IntStream.range(0, unit.length)
                    .filter(i -> !Double.isNaN(unit[i]) && !constant[i]).toArray();
            if (changeable.length == 0) {
                return next;
            }
            int j = changeable[stream.nextInt(changeable.length)];
            for (int i = 0; i < next.length; i++) {
                if (Double.isNaN(next[i])) {
                    next[i] = stream.nextDouble();
                }
            }
            next[j] = space.dimensions().get(j).parameter() instanceof ChoiceParameter
                    ? stream.nextDouble()
                    : Math.min(1, Math.max(0, unit[j] + STEP * stream.nextGaussian()));
            return next;
        }

        private void add(List<Candidate> candidates, RegressionForest forest, double[] unit) {
            Configuration configuration = space.decode(unit);
            if (space.satisfiesConstraints(configuration) && !proposed.contains(configuration)) {
                double[] exact = space.encode(configuration);
                candidates.add(new Candidate(configuration, exact, improvement(forest, exact)));
            }
        }

        private double improvement(RegressionForest forest, double[] unit) {
            RegressionForest.Prediction f = forest.predict(features(unit));
            double gain = best - f.mean();
            double sigma = StrictMath.sqrt(f.variance());
            if (sigma == 0) {
                return Math.max(0, gain);
            }
            double z = gain / sigma;
            double density = FastMath.exp(-z * z / 2) / StrictMath.sqrt(2 * StrictMath.PI);
            return gain * STANDARD.cumulativeProbability(z) + sigma * density;
        }

        private double[] features(double[] unit) {
            return Rows.features(unit, categories);
        }
    }
}

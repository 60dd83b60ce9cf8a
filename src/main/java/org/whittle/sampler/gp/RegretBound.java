package org.whittle.sampler.gp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.whittle.goal.Direction;
import org.whittle.random.RandomStream;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;
import org.whittle.work.Quantiles;
import org.whittle.work.Sums;

/**
 * What is left to gain: an upper bound on the simple regret, the distance from the best configuration that was trained
 * in full to the best one that the space holds (Makarova et al. 2022, "Automatic Termination for Hyperparameter
 * Optimization", section 3): max<sub>γ∈Γ</sub> ucb<sub>t</sub>(γ) − max<sub>γ∈Γt</sub> lcb<sub>t</sub>(γ), with the
 * bounds µ<sub>t</sub>(γ) ± √β<sub>t</sub> σ<sub>t</sub>(γ) of a Gaussian process and
 * β<sub>t</sub> = ⅕ · 2 log(d t² π² / (6 δ)), d parameters, t trials and δ = 0.1, as in the paper's experiments.
 *
 * <p>The process is the one that the sampler {@code gp} proposes with, over configurations and budgets, but its outputs
 * keep their unit: they are only moved, scaled, and raised to be no farther below the median than the best is above it,
 * which is also where a trial counts that diverged or failed. The upper bound is sought among {@value #CANDIDATES}
 * points of the space, a third of them near the best, so in large spaces it may be somewhat higher than what is found.
 */
public final class RegretBound {

    /** Trials to be observed before a bound is given. */
    public static final int LEAST_TRIALS = 20;

    private static final int CANDIDATES = 2048;
    private static final double DELTA = 0.1;
    private static final double SCALING = 1.0 / 5;

    private RegretBound() {
    }

    /**
     * The bound in the objective's unit, at least 0; empty while fewer than {@value #LEAST_TRIALS} trials were
     * observed, or none of them in full. A function of its arguments.
     */
    public static OptionalDouble of(SearchSpace space, History told, RandomStream random) {
        List<Observation> seen = told.observations().stream().filter(o -> space.admits(o.configuration())).toList();
        long trials = seen.stream().map(Observation::trial).distinct().count();
        Data warped = Conditioning.of(space, told);
        int full = seen.stream().mapToInt(Observation::epochs).max().orElse(0);
        if (trials < LEAST_TRIALS || full < told.maxEpochs() || seen.stream().noneMatch(Observation::completed)) {
            return OptionalDouble.empty();
        }
        double sign = told.objective().direction() == Direction.MAXIMIZE ? 1 : -1;
        double[] values = limited(seen.stream().mapToDouble(o -> sign * o.value()).toArray());
        double mean = Sums.mean(values);
        double deviation = Math.sqrt(Sums.variance(values));
        if (deviation == 0) {
            return OptionalDouble.empty();
        }
        Data all = new Data(warped.x(), warped.level(), warped.budgets(),
                Arrays.stream(values).map(v -> (v - mean) / deviation).toArray());
        Data data = Conditioning.atMost(GaussianProcessSampler.MODEL_ROWS, all, random.child("model"));
        Kernel kernel = ModelChoice.fit(new Geometry(space), LengthScales.WIDE,
                Conditioning.atMost(GaussianProcessSampler.FIT_ROWS, all, random.child("fit")));
        double beta = SCALING * 2 * StrictMath.log(space.dimensions().size() * (double) trials * trials
                * Math.PI * Math.PI / (6 * DELTA));
        return OptionalDouble.of(deviation * gap(space, new Model(kernel, data, 0), data, Math.sqrt(beta),
                random.child("candidates")));
    }

    private static double gap(SearchSpace space, Model model, Data data, double width, RandomStream random) {
        Bounds[] bounds = IntStream.range(0, data.size()).mapToObj(i -> Bounds.at(model, model.point(i), width))
                .toArray(Bounds[]::new);
        double reached = IntStream.range(0, bounds.length).filter(i -> data.budgets()[data.level()[i]] == 1)
                .mapToDouble(i -> bounds[i].lower()).max().orElse(Double.NEGATIVE_INFINITY);
        double possible = Arrays.stream(bounds).mapToDouble(Bounds::upper).max().orElseThrow();
        List<double[]> best = IntStream.range(0, bounds.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> bounds[i].upper()).reversed())
                .map(model::point).limit(Population.NEIGHBOURHOODS).toList();
        for (Candidate candidate : new CandidateDraw(space, model.kernel().warp(), random).draw(CANDIDATES, best)) {
            possible = Math.max(possible, Bounds.at(model, candidate.point(), width).upper());
        }
        return possible - reached;
    }

    /** The function's confidence interval at a point. */
    private record Bounds(double lower, double upper) {

        static Bounds at(Model model, double[] point, double width) {
            Model.Prediction prediction = model.predict(point);
            double half = width * Math.sqrt(prediction.variance());
            return new Bounds(prediction.mean() - half, prediction.mean() + half);
        }
    }

    private static double[] limited(double[] values) {
        double[] known = Arrays.stream(values).filter(Double::isFinite).toArray();
        double median = Quantiles.median(known);
        double limit = median - (Arrays.stream(known).max().orElseThrow() - median);
        return Arrays.stream(values).map(v -> Double.isFinite(v) ? Math.max(v, limit) : limit).toArray();
    }
}

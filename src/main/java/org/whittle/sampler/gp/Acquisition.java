package org.whittle.sampler.gp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.whittle.random.RandomStream;
import org.whittle.sampler.gp.Model.Prediction;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;

/**
 * Climbs the log expected improvement from a candidate: by gradient in the numbers, by trial in choices and whole
 * numbers.
 */
final class Acquisition {

    private static final int CLIMB_ITERATIONS = 20;
    private static final double CLIMB_TOLERANCE = 1e-4;
    /** Values of a choice that are tried. */
    private static final int ALTERNATIVES = 8;
    /** Whole numbers with more values than this are left to the gradient. */
    private static final int FEW = 32;

    private final SearchSpace space;
    private final Model model;
    private final double incumbent;

    /** A candidate and its log expected improvement. */
    record Scored(Candidate candidate, double score) {
    }

    Acquisition(SearchSpace space, Model model, double incumbent) {
        this.space = space;
        this.model = model;
        this.incumbent = incumbent;
    }

    double score(double mean, double variance) {
        double deviation = Math.sqrt(variance);
        return LogExpectedImprovement.logH((mean - incumbent) / deviation) + StrictMath.log(deviation);
    }

    private Scored score(double[] unit) {
        Candidate candidate = Candidate.at(space, model.kernel().warp(), unit);
        if (!space.satisfiesConstraints(candidate.configuration())) {
            return new Scored(candidate, Double.NEGATIVE_INFINITY);
        }
        Prediction p = model.predict(candidate.point());
        return new Scored(candidate, score(p.mean(), p.variance()));
    }

    /**
     * The best candidate found from here.
     *
     * @param seen gets every candidate that was scored: the best may have been proposed before
     */
    @SuppressWarnings("ReferenceEquality") // whether it is still the same
    Scored climb(Candidate start, RandomStream random, List<Scored> seen) {
        Scored best = best(score(start.unit()), ascend(start), seen);
        Scored varied = best;
        for (int d : random.permutation(space.dimensions().size())) {
            varied = alternatives(varied, d, random, seen);
        }
        return varied == best ? best : best(varied, ascend(varied.candidate()), seen);
    }

    private Scored best(Scored a, Scored b, List<Scored> seen) {
        seen.add(a);
        seen.add(b);
        return b.score() > a.score() ? b : a;
    }

    private Scored ascend(Candidate start) {
        double[] x = start.point();
        List<Integer> moving = new ArrayList<>();
        for (int d = 0; d < x.length; d++) {
            if (!model.kernel().geometry().isChoice(d) && !Double.isNaN(x[d])) {
                moving.add(d);
            }
        }
        int m = moving.size();
        if (m == 0) {
            return score(start.unit());
        }
        double[] from = new double[m];
        double[] upper = new double[m];
        for (int i = 0; i < m; i++) {
            from[i] = x[moving.get(i)];
            upper[i] = 1;
        }
        double[] point = x.clone();
        double[] byMean = new double[x.length];
        double[] byVariance = new double[x.length];
        Lbfgs.Minimum minimum = Lbfgs.minimize((at, gradient) -> {
            for (int i = 0; i < m; i++) {
                point[moving.get(i)] = at[i];
            }
            Prediction p = model.predict(point, byMean, byVariance);
            double deviation = Math.sqrt(p.variance());
            double z = (p.mean() - incumbent) / deviation;
            double slope = LogExpectedImprovement.slope(z);
            for (int i = 0; i < m; i++) {
                int d = moving.get(i);
                double byDeviation = byVariance[d] / (2 * deviation);
                gradient[i] = -(slope * (byMean[d] - z * byDeviation) + byDeviation) / deviation;
            }
            return -score(p.mean(), p.variance());
        }, from, new double[m], upper, CLIMB_ITERATIONS, CLIMB_TOLERANCE);
        for (int i = 0; i < m; i++) {
            point[moving.get(i)] = minimum.x()[i];
        }
        double[] straight = model.kernel().warp().unwarp(point);
        double[] unit = start.unit().clone();
        for (int d : moving) {
            unit[d] = straight[d];
        }
        return score(unit);
    }

    private Scored alternatives(Scored from, int d, RandomStream random, List<Scored> seen) {
        Parameter<?> parameter = space.dimensions().get(d).parameter();
        OptionalLong cardinality = parameter.cardinality();
        double own = space.encode(from.candidate().configuration())[d];
        if (cardinality.isEmpty() || Double.isNaN(own)) {
            return from;
        }
        double n = cardinality.getAsLong();
        List<Double> others = new ArrayList<>();
        if (model.kernel().geometry().isChoice(d)) {
            int[] order = random.permutation((int) n);
            for (int i = 0; i < Math.min(order.length, ALTERNATIVES); i++) {
                others.add((order[i] + 0.5) / n);
            }
        } else if (n <= FEW) {
            others.add(own - 1 / n);
            others.add(own + 1 / n);
        }
        Scored best = from;
        for (double u : others) {
            if (u >= 0 && u <= 1 && u != own) {
                double[] unit = from.candidate().unit().clone();
                unit[d] = u;
                best = best(best, score(unit), seen);
            }
        }
        return best;
    }
}

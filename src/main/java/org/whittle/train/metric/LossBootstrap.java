package org.whittle.train.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.whittle.random.RandomStream;
import org.whittle.work.Quantiles;

/**
 * 95 % intervals of losses by the studentized bootstrap (Efron and Tibshirani 1993, chapter 12; Hall 1988).
 *
 * <p>A resample draws as many rows as there are, with replacement. On each, the distance to what all rows say is taken
 * in units of its standard error there, from the rows' influences; the interval reaches as many standard errors as 95 %
 * of the resamples. A loss is taken on the logarithm's scale. It is skewed, with rare rows that are very wrong: what
 * test rows miss makes the loss look too small, so of the 5 % that are left out, the interval leaves nearly all on the
 * side of small losses. {@code scripts/bench coverage} shows that it covers 95 %, where equal tails cover 88 % of the
 * RMSE of errors with four degrees of freedom.
 *
 * <p>Of rows that are rare and wrong, resamples tell nothing: on their scale the interval would reach to thousands, and
 * still cover 84 % where 99 of 100 are right. There {@linkplain Unseen their number} bounds the loss from above; and if
 * there is none, of either model, a difference is bounded by both models' own intervals.
 *
 * <p>All models are measured on the same resamples, so that the interval of a difference is a paired one; it is
 * symmetric, on the metric's own scale.
 */
final class LossBootstrap {

    // Together below 5 %, which a thousand resamples can only estimate.
    private static final double LOSS_ABOVE = 0.004;
    private static final double LOSS_BELOW = 0.04;
    private static final double DIFFERENCE_OUTSIDE = 0.05;

    private final List<SortedMap<String, Interval>> singles = new ArrayList<>();
    private final List<SortedMap<String, Interval>> differences = new ArrayList<>();

    /**
     * @param models metrics of each, the baseline last
     * @param rows of the test
     * @param bootstrap {@code bootstrap.child(b)} draws the rows of resample b
     */
    LossBootstrap(List<SortedMap<String, Evidence.Loss>> models, int rows, int resamples, RandomStream bootstrap) {
        double[] weights = new double[rows];
        Arrays.fill(weights, 1);
        List<SortedMap<String, Single>> all = new ArrayList<>();
        List<SortedMap<String, Difference>> pairs = new ArrayList<>();
        for (SortedMap<String, Evidence.Loss> model : models) {
            SortedMap<String, Single> ones = new TreeMap<>();
            model.forEach((metric, loss) -> ones.put(metric, new Single(loss, weights, resamples)));
            all.add(ones);
        }
        for (SortedMap<String, Single> model : all.subList(0, all.size() - 1)) {
            SortedMap<String, Difference> twos = new TreeMap<>();
            SortedMap<String, Single> baseline = all.get(all.size() - 1);
            model.forEach((metric, one) -> {
                if (baseline.containsKey(metric)) {
                    twos.put(metric, new Difference(one, baseline.get(metric), weights, resamples));
                }
            });
            pairs.add(twos);
        }
        boolean any = models.stream().anyMatch(model -> !model.isEmpty());
        for (int b = 0; any && b < resamples; b++) {
            RandomStream random = bootstrap.child(b);
            Arrays.fill(weights, 0);
            for (int draw = 0; draw < rows; draw++) {
                weights[random.nextInt(rows)]++;
            }
            for (SortedMap<String, Single> model : all) {
                for (Single one : model.values()) {
                    one.resample(weights, b);
                }
            }
            for (SortedMap<String, Difference> pair : pairs) {
                for (Difference two : pair.values()) {
                    two.resample(weights, b);
                }
            }
        }
        all.forEach(model -> singles.add(intervals(model)));
        pairs.forEach(pair -> differences.add(intervals(pair)));
    }

    /** Of each metric of a model. */
    SortedMap<String, Interval> of(int model) {
        return singles.get(model);
    }

    /** Of each metric of a model, less the baseline's. */
    SortedMap<String, Interval> minusBaseline(int model) {
        return differences.get(model);
    }

    private static SortedMap<String, Interval> intervals(SortedMap<String, ? extends Studentized> metrics) {
        SortedMap<String, Interval> intervals = new TreeMap<>();
        metrics.forEach((metric, one) -> intervals.put(metric, one.interval()));
        return intervals;
    }

    private interface Studentized {
        Interval interval();
    }

    /** A model's metric. */
    private static final class Single implements Studentized {

        private final Evidence.Loss loss;
        private final double[] influence;
        private final double[] distances;
        private final double onAll;
        private final double error;
        private double theta;

        Single(Evidence.Loss loss, double[] once, int resamples) {
            this.loss = loss;
            influence = new double[once.length];
            distances = new double[resamples];
            onAll = loss.theta(once, influence);
            theta = onAll;
            error = error(once, influence);
        }

        boolean noneWrong() {
            return loss.unseen() != null && loss.unseen().wrong() == 0;
        }

        void resample(double[] weights, int b) {
            theta = loss.theta(weights, influence);
            distances[b] = (theta - onAll) / error(weights, influence);
        }

        @Override
        public Interval interval() {
            double value = loss.form().of(onAll);
            // A loss that is the same for all rows, or none at all.
            if (!(error > 0)) {
                return new Interval(value, most(value));
            }
            double[] sorted = finite(distances, DoubleUnaryOperator.identity());
            if (sorted.length == 0) {
                return Interval.NONE;
            }
            double least = loss.form().of(onAll - Quantiles.of(sorted, 1 - LOSS_BELOW) * error);
            double most = most(loss.form().of(onAll - Quantiles.of(sorted, LOSS_ABOVE) * error));
            return new Interval(Math.min(least, most), Math.max(least, most));
        }

        private double most(double resampled) {
            return loss.unseen() == null ? resampled : loss.unseen().most(loss.losses(), resampled);
        }
    }

    /** A model's metric less the baseline's. */
    private static final class Difference implements Studentized {

        private final Single one;
        private final Single other;
        private final double[] influence;
        private final double[] distances;
        private final double onAll;
        private final double error;
        private final double correlation;

        Difference(Single one, Single other, double[] once, int resamples) {
            this.one = one;
            this.other = other;
            influence = new double[once.length];
            distances = new double[resamples];
            onAll = value();
            error = error(once, influence);
            correlation = correlation();
        }

        /** Of the losses of the rows; drawn towards 0, for a few rows may be alike by chance. */
        private double correlation() {
            double product = 0;
            double square = 0;
            double otherSquare = 0;
            for (int i = 0; i < influence.length; i++) {
                product += one.influence[i] * other.influence[i];
                square += one.influence[i] * one.influence[i];
                otherSquare += other.influence[i] * other.influence[i];
            }
            double rows = influence.length;
            return square > 0 && otherSquare > 0 ? product / Math.sqrt(square * otherSquare) * rows / (rows + 2) : 0;
        }

        private double value() {
            double slope = one.loss.form().slope(one.theta);
            double otherSlope = other.loss.form().slope(other.theta);
            for (int i = 0; i < influence.length; i++) {
                influence[i] = slope * one.influence[i] - otherSlope * other.influence[i];
            }
            return one.loss.form().of(one.theta) - other.loss.form().of(other.theta);
        }

        void resample(double[] weights, int b) {
            double value = value();
            distances[b] = (value - onAll) / error(weights, influence);
        }

        @Override
        public Interval interval() {
            if (one.noneWrong() && other.noneWrong()) {
                return ScoreIntervals.difference(one.loss.form().of(one.onAll), one.interval(),
                        other.loss.form().of(other.onAll), other.interval(), correlation);
            }
            // Each row costs both the same.
            if (!(error > 0)) {
                return new Interval(onAll, onAll);
            }
            double[] sorted = finite(distances, Math::abs);
            if (sorted.length == 0) {
                return Interval.NONE;
            }
            double reach = Quantiles.of(sorted, 1 - DIFFERENCE_OUTSIDE) * error;
            return new Interval(onAll - reach, onAll + reach);
        }
    }

    private static double error(double[] weights, double[] influence) {
        return Math.sqrt(WeightedSums.ofSquares(weights, influence)) / weights.length;
    }

    /** In order; without resamples that have no spread, such as of one row only. */
    private static double[] finite(double[] values, DoubleUnaryOperator of) {
        double[] sorted = DoubleStream.of(values).filter(Double::isFinite).map(of).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

}

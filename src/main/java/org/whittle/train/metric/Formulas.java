package org.whittle.train.metric;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.whittle.goal.ClassCounts;
import org.whittle.goal.CountMetric;
import org.whittle.goal.Metric;
import org.whittle.goal.RankMetric;
import org.whittle.goal.RowMetric;
import org.whittle.work.Sums;

/** Metrics that are formulas of what a classifier predicts, and how far they may be off: the same for all of a kind. */
final class Formulas {

    /** A change of a count that is small beside a row, and large beside what rounds. */
    private static final double CHANGE = 1e-3;

    private final int classes;
    private final int[] labels;
    private final int[] predicted;
    private final double[] logProbabilities;
    private final double[][] scores;
    private final ClassCounts counts;

    /**
     * @param counts of the labels and predictions
     * @param logProbabilities {@code classes × rows}
     * @param scores for each class what orders its rows; {@code null} where there is no order
     */
    Formulas(ClassCounts counts, int[] labels, int[] predicted, double[] logProbabilities, double[][] scores) {
        this.classes = counts.classes();
        this.labels = labels;
        this.predicted = predicted;
        this.logProbabilities = logProbabilities;
        this.scores = scores;
        this.counts = counts;
    }

    /** @return {@code NaN} where it is undefined, or no formula */
    double value(Metric metric) {
        if (metric instanceof CountMetric counted) {
            return counted.of(counts);
        }
        return metric instanceof RowMetric row ? Sums.mean(losses(row))
                : metric instanceof RankMetric rank ? ranked(rank).value() : Double.NaN;
    }

    /** What a metric that is defined is made of. */
    Evidence evidence(Metric metric) {
        if (metric instanceof RowMetric row) {
            return new Evidence.Loss(losses(row), null, Evidence.Loss.Form.MEAN);
        }
        if (metric instanceof RankMetric rank) {
            RankMetric.Ranked ranked = ranked(rank);
            double rarest = Arrays.stream(counts.asLabel()).filter(count -> count > 0).min().orElseThrow();
            return bounded(metric, ranked.value(), ranked.influence(), rarest);
        }
        CountMetric counted = (CountMetric) metric;
        double[] influence = new double[labels.length];
        double[][] ofCell = new double[classes][classes];
        for (double[] cells : ofCell) {
            Arrays.fill(cells, Double.NaN);
        }
        for (int row = 0; row < influence.length; row++) {
            double[] cells = ofCell[labels[row]];
            if (Double.isNaN(cells[predicted[row]])) {
                cells[predicted[row]] = labels.length * (counted.of(counts.with(labels[row], predicted[row], CHANGE))
                        - counted.of(counts.with(labels[row], predicted[row], -CHANGE))) / (2 * CHANGE);
            }
            influence[row] = cells[predicted[row]];
        }
        return bounded(metric, counted.of(counts), influence, rarely(counted));
    }

    /**
     * Rows of a proportion that would be as uncertain, if hardly a row is wrong: the first row of a class that is wrong
     * takes so much from the metric, and each row is as likely to be it.
     */
    private double rarely(CountMetric metric) {
        ClassCounts allRight = new ClassCounts(counts.asLabel(), counts.asLabel(), counts.asLabel());
        double best = metric.of(allRight);
        double once = 0;
        double squared = 0;
        int[] occurring = IntStream.range(0, classes).filter(c -> counts.asLabel()[c] > 0).toArray();
        for (int i = 0; i < occurring.length && occurring.length > 1; i++) {
            int c = occurring[i];
            int other = occurring[(i + 1) % occurring.length];
            double loss =
                    (best - metric.of(allRight.with(c, c, -1).with(c, other, 1))) / (metric.most() - metric.least());
            once += counts.asLabel()[c] * loss;
            squared += counts.asLabel()[c] * loss * loss;
        }
        return squared > 0 ? once / squared : labels.length;
    }

    /** A number between two bounds, as uncertain as a proportion that lies as far between 0 and 1. */
    private static Evidence.Mean bounded(Metric metric, double value, double[] influence, double rarely) {
        double range = metric.most() - metric.least();
        Evidence.Area share = new Evidence.Area((value - metric.least()) / range,
                Arrays.stream(influence).map(v -> v / range).toArray(), rarely);
        Interval interval = ScoreIntervals.rating(share);
        return new Evidence.Mean(value, influence, new Interval(metric.least() + range * interval.low(),
                metric.least() + range * interval.high()));
    }

    private double[] losses(RowMetric metric) {
        double[] losses = new double[labels.length];
        double[] probabilities = new double[classes];
        for (int row = 0; row < losses.length; row++) {
            for (int c = 0; c < classes; c++) {
                probabilities[c] = StrictMath.exp(logProbabilities[c * losses.length + row]);
            }
            losses[row] = metric.of(probabilities, labels[row]);
        }
        return losses;
    }

    private RankMetric.Ranked ranked(RankMetric metric) {
        double value = 0;
        double[] influence = new double[labels.length];
        int defined = 0;
        for (int c = 0; c < classes; c++) {
            double rows = counts.asLabel()[c];
            if (scores[c] == null || rows == 0 || rows == labels.length) {
                continue;
            }
            boolean[] positive = new boolean[labels.length];
            for (int row = 0; row < positive.length; row++) {
                positive[row] = labels[row] == c;
            }
            RankMetric.Ranked of = metric.of(scores[c], positive);
            value += of.value();
            for (int row = 0; row < influence.length; row++) {
                influence[row] += of.influence()[row];
            }
            defined++;
        }
        int over = defined;
        return new RankMetric.Ranked(defined == 0 ? Double.NaN : value / defined,
                Arrays.stream(influence).map(v -> v / over).toArray());
    }
}

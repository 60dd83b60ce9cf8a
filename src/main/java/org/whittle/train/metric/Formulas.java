package org.whittle.train.metric;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
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
    private double[][] wrong;

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
            return loss(row);
        }
        if (metric instanceof RankMetric rank) {
            RankMetric.Ranked ranked = ranked(rank);
            return bounded(metric, ranked.value(), ranked.influence(), ranked());
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
        return counted(counted, influence);
    }

    /** By what becomes of the metric at the ends of each class's {@linkplain ScoreIntervals#proportion interval}. */
    private Evidence.Counted counted(CountMetric metric, double[] influence) {
        wrong = wrong == null ? wrong() : wrong;
        double[] influences = new double[classes];
        boolean[] right = new boolean[labels.length];
        for (int row = 0; row < labels.length; row++) {
            influences[labels[row]] += influence[row] / labels.length;
            right[row] = labels[row] == predicted[row];
        }
        double value = metric.of(counts);
        Evidence.Counted.Ends ends = (c, share) -> ofClass(metric, value, c, influences[c], share);
        IntToDoubleFunction byRows = c -> ScoreIntervals.byRows(influences[c], counts.asLabel()[c]);
        Interval interval = new Interval(
                value - Profile.reach(classes, (c, share) -> ends.of(c, share).down(), byRows),
                value + Profile.reach(classes, (c, share) -> ends.of(c, share).up(), byRows));
        return new Evidence.Counted(value, influence, interval.within(metric.least(), metric.most()), labels, right,
                classes, ends);
    }

    private Evidence.Counted.OfClass ofClass(CountMetric metric, double value, int c, double influence, double share) {
        double rows = counts.asLabel()[c];
        double right = rows == 0 ? 0 : counts.right()[c] / rows;
        Interval ends = rows == 0 ? new Interval(0, 0) : ScoreIntervals.proportion(right, rows, share);
        return new Evidence.Counted.OfClass(rows,
                value - metric.of(counts.moved(c, (ends.low() - right) * rows, wrong[c])),
                metric.of(counts.moved(c, (ends.high() - right) * rows, wrong[c])) - value, influence);
    }

    /**
     * Where rows of each class go that are wrong, in shares: as those that are; if none is, as others' predictions are
     * divided.
     */
    private double[][] wrong() {
        double[][] wrong = new double[classes][classes];
        for (int row = 0; row < labels.length; row++) {
            wrong[labels[row]][predicted[row]] += labels[row] == predicted[row] ? 0 : 1;
        }
        for (int c = 0; c < classes; c++) {
            if (Sums.of(wrong[c]) == 0) {
                System.arraycopy(counts.asPrediction(), 0, wrong[c], 0, classes);
                wrong[c][c] = 0;
            }
            if (Sums.of(wrong[c]) == 0) {
                Arrays.fill(wrong[c], 1);
                wrong[c][c] = 0;
            }
            double sum = Sums.of(wrong[c]);
            for (int other = 0; other < classes; other++) {
                wrong[c][other] /= sum;
            }
        }
        return wrong;
    }

    /** A number between two bounds, as uncertain as a proportion that lies as far between 0 and 1. */
    private Evidence.Rating bounded(Metric metric, double value, double[] influence, double rarely) {
        double range = metric.most() - metric.least();
        if (range == 1 && metric.least() == 0) {
            return new Evidence.Area(value, influence, rarely, labels);
        }
        Evidence.Area share = new Evidence.Area((value - metric.least()) / range,
                Arrays.stream(influence).map(v -> v / range).toArray(), rarely, labels);
        Interval interval = ScoreIntervals.rating(share);
        return new Evidence.Mean(value, influence, new Interval(metric.least() + range * interval.low(),
                metric.least() + range * interval.high()));
    }

    /** With what rows would cost on average if the next likely class were right. */
    private Evidence.Loss loss(RowMetric metric) {
        double[] losses = losses(metric);
        return new Evidence.Loss(losses, null, Evidence.Loss.Form.MEAN,
                Unseen.of(losses, labels, predicted, costOfAnother(metric)));
    }

    private double costOfAnother(RowMetric metric) {
        double cost = 0;
        double[] probabilities = new double[classes];
        for (int row = 0; row < labels.length; row++) {
            int next = predicted[row] == 0 ? 1 : 0;
            for (int c = 0; c < classes; c++) {
                probabilities[c] = StrictMath.exp(logProbabilities[c * labels.length + row]);
                next = c != predicted[row] && probabilities[c] > probabilities[next] ? c : next;
            }
            cost += metric.of(probabilities, next);
        }
        return cost / labels.length;
    }

    /** Rows that are to be found, or not to be if these are fewer, over all classes that have an order. */
    private double ranked() {
        double rows = 0;
        for (int c = 0; c < classes; c++) {
            rows += scores[c] == null ? 0 : Math.min(counts.asLabel()[c], labels.length - counts.asLabel()[c]);
        }
        return rows;
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

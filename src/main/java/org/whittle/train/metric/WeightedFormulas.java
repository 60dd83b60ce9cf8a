package org.whittle.train.metric;

import org.whittle.goal.ClassCounts;
import org.whittle.goal.CountMetric;
import org.whittle.goal.Metric;
import org.whittle.goal.RankMetric;
import org.whittle.goal.RowMetric;

/**
 * Metrics of {@link Formulas} of rows that count differently.
 *
 * @param counts sums of weights
 * @param logProbabilities {@code classes × rows}
 * @param scores for each class what orders its rows; {@code null} where there is no order
 * @param weights one for each row
 */
record WeightedFormulas(ClassCounts counts, int[] labels, double[] logProbabilities, double[][] scores,
                        double[] weights) {

    private interface OfClass {
        double of(double[] scores, boolean[] positive);
    }

    /** @return {@code NaN} where it is undefined, or no formula */
    double value(Metric metric) {
        if (metric instanceof CountMetric counted) {
            return counted.of(counts);
        }
        return metric instanceof RowMetric row ? mean(row)
                : metric instanceof RankMetric rank ? ranked((s, positive) -> rank.of(s, positive, weights))
                : Double.NaN;
    }

    /** Under the ROC curve. */
    double area() {
        return ranked((s, positive) -> Ranking.areaUnderCurve(s, positive, weights));
    }

    private double mean(RowMetric metric) {
        int classes = counts.classes();
        double[] probabilities = new double[classes];
        double sum = 0;
        double all = 0;
        for (int row = 0; row < labels.length; row++) {
            for (int c = 0; c < classes; c++) {
                probabilities[c] = StrictMath.exp(logProbabilities[c * labels.length + row]);
            }
            sum += weights[row] * metric.of(probabilities, labels[row]);
            all += weights[row];
        }
        return sum / all;
    }

    /** The mean over the classes that have rows for and against, which count. */
    private double ranked(OfClass metric) {
        double all = counts.rows();
        double sum = 0;
        int defined = 0;
        for (int c = 0; c < counts.classes(); c++) {
            double rows = counts.asLabel()[c];
            if (scores[c] != null && rows > 0 && rows < all) {
                boolean[] positive = new boolean[labels.length];
                for (int row = 0; row < positive.length; row++) {
                    positive[row] = labels[row] == c;
                }
                sum += metric.of(scores[c], positive);
                defined++;
            }
        }
        return defined == 0 ? Double.NaN : sum / defined;
    }
}

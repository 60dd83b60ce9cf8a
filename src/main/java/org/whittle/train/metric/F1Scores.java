package org.whittle.train.metric;

import java.util.Arrays;
import org.whittle.goal.ClassCounts;
import org.whittle.goal.CountMetric;
import org.whittle.goal.Metric;
import org.whittle.work.Sums;

/** Means of the classes' F1 scores, and the counts that these and other metrics are made of. */
final class F1Scores {

    private final ClassCounts counts;

    F1Scores(int classes, int[] labels, int[] predicted) {
        this(classes, labels, predicted, null);
    }

    /** @param weights what each row counts; {@code null} where all count the same */
    F1Scores(int classes, int[] labels, int[] predicted, double[] weights) {
        counts = new ClassCounts(new double[classes], new double[classes], new double[classes]);
        for (int row = 0; row < labels.length; row++) {
            double weight = weights == null ? 1 : weights[row];
            counts.asLabel()[labels[row]] += weight;
            counts.asPrediction()[predicted[row]] += weight;
            counts.right()[labels[row]] += predicted[row] == labels[row] ? weight : 0;
        }
    }

    /** What these scores, and others, are made of. */
    ClassCounts counts() {
        return counts;
    }

    /** Rows whose class was predicted. */
    double right() {
        return Sums.of(counts.right());
    }

    /** Rows of the class that has fewest, of those that have any. */
    long rarest() {
        return (long) Arrays.stream(counts.asLabel()).filter(count -> count > 0).min().orElse(0);
    }

    /** Over the classes that occur, as label or as prediction. */
    double macro() {
        return new Mean(false).of(counts);
    }

    /** By their shares of the labels. */
    double weighted() {
        return new Mean(true).of(counts);
    }

    /** A mean as a formula of counts, which need not be whole. */
    record Mean(boolean weighted) implements CountMetric {

        @Override
        public String key() {
            return (weighted ? Metric.WEIGHTED_F1 : Metric.MACRO_F1).key();
        }

        @Override
        public double of(ClassCounts counts) {
            double sum = 0;
            double weights = 0;
            for (int c = 0; c < counts.classes(); c++) {
                if (counts.occurs(c)) {
                    double weight = weighted ? counts.asLabel()[c] : 1;
                    sum += weight * (2 * counts.right()[c] / (counts.asLabel()[c] + counts.asPrediction()[c]));
                    weights += weight;
                }
            }
            return sum / weights;
        }
    }
}

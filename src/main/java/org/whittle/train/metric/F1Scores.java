package org.whittle.train.metric;

import java.util.Arrays;
import org.whittle.goal.ClassCounts;
import org.whittle.goal.CountMetric;
import org.whittle.goal.Metric;

/** Means of the classes' F1 scores, and the counts that these and other metrics are made of. */
final class F1Scores {

    private final int classes;
    private final int[] labels;
    private final long[] asLabel;
    private final long[] asPrediction;
    private final long[] right;

    F1Scores(int classes, int[] labels, int[] predicted) {
        this.classes = classes;
        this.labels = labels;
        asLabel = new long[classes];
        asPrediction = new long[classes];
        right = new long[classes];
        for (int row = 0; row < labels.length; row++) {
            asLabel[labels[row]]++;
            asPrediction[predicted[row]]++;
            right[labels[row]] += predicted[row] == labels[row] ? 1 : 0;
        }
    }

    /** What these scores, and others, are made of. */
    ClassCounts counts() {
        return new ClassCounts(
                Arrays.stream(asLabel).asDoubleStream().toArray(),
                Arrays.stream(asPrediction).asDoubleStream().toArray(),
                Arrays.stream(right).asDoubleStream().toArray());
    }

    /** Rows whose class was predicted. */
    long right() {
        return Arrays.stream(right).sum();
    }

    /** Rows of the class that has fewest, of those that have any. */
    long rarest() {
        return Arrays.stream(asLabel).filter(count -> count > 0).min().orElse(0);
    }

    /** Over the classes that occur, as label or as prediction. */
    double macro() {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += of(c);
        }
        return sum / occurring();
    }

    /** By their shares of the labels. */
    double weighted() {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += of(c) * asLabel[c];
        }
        return sum / labels.length;
    }

    private double of(int c) {
        return asLabel[c] + asPrediction[c] == 0 ? 0 : 2.0 * right[c] / (asLabel[c] + asPrediction[c]);
    }

    private int occurring() {
        int occurring = 0;
        for (int c = 0; c < classes; c++) {
            occurring += asLabel[c] + asPrediction[c] > 0 ? 1 : 0;
        }
        return occurring;
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
                    sum += weight * 2 * counts.right()[c] / (counts.asLabel()[c] + counts.asPrediction()[c]);
                    weights += weight;
                }
            }
            return sum / weights;
        }
    }
}

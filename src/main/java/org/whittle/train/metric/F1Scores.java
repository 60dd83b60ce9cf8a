package org.whittle.train.metric;

import java.util.Arrays;
import org.whittle.goal.ClassCounts;

/**
 * Means of the classes' F1 scores, and how far they may be off.
 *
 * <p>Of the rows that are of a class or were predicted as such, a share J is both (Jaccard's index); given how many
 * these rows are, J is a proportion of them, and F1 = 2 J / (1 + J). So each class has a
 * {@linkplain ScoreIntervals#proportion score interval}, however few of its rows were found: even if none was, more
 * could have been. A mean's interval is made of the classes', by how the rows move them together (Zou and Donner 2008,
 * of any number of addends).
 */
final class F1Scores {

    private static final double Z = 1.959963984540054;

    private final int classes;
    private final int[] labels;
    private final int[] predicted;
    private final long[] asLabel;
    private final long[] asPrediction;
    private final long[] right;

    F1Scores(int classes, int[] labels, int[] predicted) {
        this.classes = classes;
        this.labels = labels;
        this.predicted = predicted;
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

    Evidence.Mean macroEvidence() {
        return evidence(macro(), macroWeights(), new double[labels.length]);
    }

    Evidence.Mean weightedEvidence() {
        double value = weighted();
        double[] ofShares = new double[labels.length];
        for (int row = 0; row < ofShares.length; row++) {
            ofShares[row] = of(labels[row]) - value;
        }
        double rows = labels.length;
        return evidence(value, Arrays.stream(asLabel).mapToDouble(count -> count / rows).toArray(), ofShares);
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

    private double[] macroWeights() {
        double[] weights = new double[classes];
        for (int c = 0; c < classes; c++) {
            weights[c] = asLabel[c] + asPrediction[c] > 0 ? 1.0 / occurring() : 0;
        }
        return weights;
    }

    /** @param ofWeights what each row moves the mean by, because it moves the weights */
    private Evidence.Mean evidence(double value, double[] weights, double[] ofWeights) {
        double rows = labels.length;
        // Of each class: what a row of it is worth to its score, and its interval's reach for one standard deviation of
        // that.
        double[] part = new double[classes];
        double[] down = new double[classes];
        double[] up = new double[classes];
        double alone = 0;
        double aloneUp = 0;
        for (int c = 0; c < classes; c++) {
            long either = asLabel[c] + asPrediction[c] - right[c];
            if (either == 0) {
                continue;
            }
            part[c] = rows / (asLabel[c] + asPrediction[c]);
            Interval share = ScoreIntervals.proportion(right[c] / (double) either, either);
            double below = weights[c] * (of(c) - 2 * share.low() / (1 + share.low()));
            double above = weights[c] * (2 * share.high() / (1 + share.high()) - of(c));
            double deviation = deviation(c, part[c]);
            if (deviation > 0) {
                down[c] = below / deviation;
                up[c] = above / deviation;
            } else {
                // All rows are alike: nothing tells how it moves with others.
                alone += below * below;
                aloneUp += above * above;
            }
        }
        double[] influence = new double[labels.length];
        double low = 0;
        double high = 0;
        for (int row = 0; row < influence.length; row++) {
            int label = labels[row];
            int other = predicted[row];
            double ofLabel = part[label] * ((label == other ? 2 : 1) * -of(label) + (label == other ? 2 : 0));
            double ofOther = label == other ? 0 : part[other] * -of(other);
            influence[row] = weights[label] * ofLabel + weights[other] * ofOther + ofWeights[row];
            double shift = Z * ofWeights[row] / Math.sqrt(rows);
            double lower = down[label] * ofLabel + down[other] * ofOther + shift;
            double upper = up[label] * ofLabel + up[other] * ofOther + shift;
            low += lower * lower;
            high += upper * upper;
        }
        return new Evidence.Mean(value, influence, new Interval(Math.max(0, value - Math.sqrt(low / rows + alone)),
                Math.min(1, value + Math.sqrt(high / rows + aloneUp))));
    }

    /** Of what the rows are worth to a class's score. */
    private double deviation(int c, double part) {
        double hit = 2 - 2 * of(c);
        double miss = -of(c);
        double squares = right[c] * hit * hit + (asLabel[c] + asPrediction[c] - 2.0 * right[c]) * miss * miss;
        return part * Math.sqrt(squares / labels.length);
    }
}

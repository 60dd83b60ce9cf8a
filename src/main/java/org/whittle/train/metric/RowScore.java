package org.whittle.train.metric;

import java.util.Arrays;
import java.util.Set;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;
import org.whittle.random.RandomStream;
import org.whittle.work.Sums;

/**
 * What rows make of a study's objective: all of them, or resamples.
 *
 * @param classes of the label; 0 where it is a number
 * @param topK k of top-k accuracy
 */
public record RowScore(Objective objective, int classes, int topK) {

    /**
     * @param outputs logits, row-major, {@code rows × classes}, or numbers in the target's own unit
     * @param labels class indices, or targets
     * @return {@code NaN} where the rows do not define it, or an output is not finite
     */
    public double of(double[] outputs, double[] labels) {
        return of(outputs, labels, (double[]) null);
    }

    /** The same of rows that count so much; {@code null} if all count the same. */
    public double of(double[] outputs, double[] labels, double[] weights) {
        if (classes == 0) {
            return RegressionMetrics.of(outputs, labels, weights).getOrDefault(objective.metric(), Double.NaN);
        }
        float[] logits = new float[outputs.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) outputs[i];
        }
        return ClassificationMetrics.of(logits, labels.length, classes, labels, weights, topK,
                Metric.ofKey(objective.metric()).map(Set::of).orElse(Set.of()))
                .getOrDefault(objective.metric(), Double.NaN);
    }

    /** The same of some rows, each as often as it is named. */
    public double of(double[] outputs, double[] labels, int[] rows) {
        return of(outputs, labels, null, rows);
    }

    private double of(double[] outputs, double[] labels, double[] weights, int[] rows) {
        int width = Math.max(1, classes);
        double[] some = new double[rows.length * width];
        double[] own = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(outputs, rows[i] * width, some, i * width, width);
            own[i] = labels[rows[i]];
        }
        return of(some, own, weights == null ? null : Arrays.stream(rows).mapToDouble(row -> weights[row]).toArray());
    }

    /**
     * How far the objective is off because rows come by chance: its standard deviation over resamples of the rows
     * (Efron 1979). Resamples that do not define it are left out.
     *
     * @param weights what each row counts; {@code null} where all count the same
     * @return {@code NaN} if fewer than two define it
     */
    public double standardError(double[] outputs, double[] labels, double[] weights, int resamples,
                                RandomStream random) {
        double[] values = new double[resamples];
        int defined = 0;
        for (int b = 0; b < resamples; b++) {
            double value = of(outputs, labels, weights, resample(labels.length, random.child(b)));
            if (!Double.isNaN(value)) {
                values[defined++] = value;
            }
        }
        double[] some = Arrays.copyOf(values, defined);
        return defined < 2 ? Double.NaN : Math.sqrt(Sums.variance(some) * defined / (defined - 1));
    }

    /** Row numbers, drawn with replacement. */
    public static int[] resample(int rows, RandomStream random) {
        int[] drawn = new int[rows];
        for (int i = 0; i < rows; i++) {
            drawn[i] = random.nextInt(rows);
        }
        return drawn;
    }
}

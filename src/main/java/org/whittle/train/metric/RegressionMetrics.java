package org.whittle.train.metric;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.trial.Metric;

/**
 * Metrics of a regression, with scikit-learn's definitions. R² on a constant target is 1 if every prediction is right,
 * else 0.
 */
public final class RegressionMetrics implements WeightedMetrics {

    private final double[] predictions;
    private final double[] targets;

    /**
     * @param predictions in the target's own unit
     * @param targets one for each prediction, at least one
     * @return by {@linkplain Metric#key name}: rmse, mae, r2; all {@code NaN} if a prediction is not finite
     * @throws IllegalArgumentException if the sizes do not fit
     */
    public static SortedMap<String, Double> of(double[] predictions, double[] targets) {
        if (!Finite.all(predictions)) {
            return metrics(Double.NaN, Double.NaN, Double.NaN);
        }
        int[] once = new int[targets.length];
        Arrays.fill(once, 1);
        return new RegressionMetrics(predictions, targets).weighted(once);
    }

    /** As {@link #of(double[], double[])}, but the predictions must be finite. */
    RegressionMetrics(double[] predictions, double[] targets) {
        if (targets.length < 1 || predictions.length != targets.length) {
            throw new IllegalArgumentException("%d predictions do not fit %d targets"
                    .formatted(predictions.length, targets.length));
        }
        this.predictions = predictions;
        this.targets = targets;
    }

    @Override
    public SortedMap<String, Double> weighted(int[] weights) {
        // Targets are taken from here, so that a large offset costs the spread no digits.
        double origin = targets[0];
        long total = 0;
        double sum = 0;
        double squares = 0;
        double absolutes = 0;
        for (int row = 0; row < targets.length; row++) {
            double error = predictions[row] - targets[row];
            total += weights[row];
            sum += weights[row] * (targets[row] - origin);
            squares += weights[row] * error * error;
            absolutes += weights[row] * Math.abs(error);
        }
        double mean = sum / total;
        double spread = 0;
        boolean constant = true;
        double first = Double.NaN;
        for (int row = 0; row < targets.length; row++) {
            if (weights[row] > 0) {
                double deviation = targets[row] - origin - mean;
                spread += weights[row] * deviation * deviation;
                first = Double.isNaN(first) ? targets[row] : first;
                constant &= targets[row] == first;
            }
        }
        // The mean of equal numbers may differ from them in its last bit, so a spread of 0 would not tell.
        double r2 = constant ? (squares == 0 ? 1 : 0) : 1 - squares / spread;
        return metrics(Math.sqrt(squares / total), absolutes / total, r2);
    }

    private static SortedMap<String, Double> metrics(double rmse, double mae, double r2) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        metrics.put(Metric.RMSE.key(), rmse);
        metrics.put(Metric.MAE.key(), mae);
        metrics.put(Metric.R2.key(), r2);
        return metrics;
    }
}

package org.whittle.train.metric;

import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Metric;

/**
 * Metrics of a regression, with scikit-learn's definitions. R² on a constant target is 1 if every prediction is right,
 * else 0.
 */
public final class RegressionMetrics {

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
        return new RegressionMetrics(predictions, targets).metrics();
    }

    /**
     * The same of rows that count differently.
     *
     * @param weights of the rows, at least 0, not all 0; {@code null} if all count the same
     */
    public static SortedMap<String, Double> of(double[] predictions, double[] targets, double[] weights) {
        return weights == null ? of(predictions, targets) : Finite.all(predictions)
                ? new RegressionMetrics(predictions, targets).weighted(weights)
                : metrics(Double.NaN, Double.NaN, Double.NaN);
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

    private SortedMap<String, Double> metrics() {
        double squares = 0;
        double absolutes = 0;
        for (int row = 0; row < targets.length; row++) {
            double error = predictions[row] - targets[row];
            squares += error * error;
            absolutes += Math.abs(error);
        }
        double spread = spread();
        double r2 = spread == 0 ? (squares == 0 ? 1 : 0) : 1 - squares / spread;
        return metrics(Math.sqrt(squares / targets.length), absolutes / targets.length, r2);
    }

    /** As if each row came as often as its weight says. */
    SortedMap<String, Double> weighted(double[] weights) {
        // As in spread().
        double origin = targets[0];
        double all = 0;
        double sum = 0;
        for (int row = 0; row < targets.length; row++) {
            all += weights[row];
            sum += weights[row] * (targets[row] - origin);
        }
        double mean = sum / all;
        double squares = 0;
        double absolutes = 0;
        double spread = 0;
        for (int row = 0; row < targets.length; row++) {
            double error = predictions[row] - targets[row];
            double deviation = targets[row] - origin - mean;
            squares += weights[row] * error * error;
            absolutes += weights[row] * Math.abs(error);
            spread += weights[row] * deviation * deviation;
        }
        return metrics(Math.sqrt(squares / all), absolutes / all,
                spread == 0 ? (squares == 0 ? 1 : 0) : 1 - squares / spread);
    }

    /** The targets' sum of squares around their mean; exactly 0 if they are all the same. */
    private double spread() {
        // Targets are taken from the first, so that a large offset costs no digits.
        double origin = targets[0];
        double sum = 0;
        for (double target : targets) {
            sum += target - origin;
        }
        double mean = sum / targets.length;
        double spread = 0;
        for (double target : targets) {
            double deviation = target - origin - mean;
            spread += deviation * deviation;
        }
        return spread;
    }

    /** What each metric is made of; R² is left out if the target is constant. */
    SortedMap<String, Evidence> evidence() {
        double[] squares = new double[targets.length];
        double[] absolutes = new double[targets.length];
        for (int row = 0; row < targets.length; row++) {
            double error = predictions[row] - targets[row];
            squares[row] = error * error;
            absolutes[row] = Math.abs(error);
        }
        SortedMap<String, Evidence> evidence = new TreeMap<>();
        evidence.put(Metric.RMSE.key(), new Evidence.Loss(squares, null, Evidence.Loss.Form.ROOT));
        evidence.put(Metric.MAE.key(), new Evidence.Loss(absolutes, null, Evidence.Loss.Form.MEAN));
        if (spread() > 0) {
            evidence.put(Metric.R2.key(), new Evidence.Loss(squares, targets, Evidence.Loss.Form.EXPLAINED));
        }
        return evidence;
    }

    private static SortedMap<String, Double> metrics(double rmse, double mae, double r2) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        metrics.put(Metric.RMSE.key(), rmse);
        metrics.put(Metric.MAE.key(), mae);
        metrics.put(Metric.R2.key(), r2);
        return metrics;
    }
}

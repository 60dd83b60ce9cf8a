package org.whittle.train.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.random.RandomStream;
import org.whittle.trial.Estimate;
import org.whittle.trial.LearningTask;
import org.whittle.trial.TestResult;
import org.whittle.trial.TrialId;

/**
 * Measures final models on the test rows, with percentile bootstrap intervals (Efron and Tibshirani 1993, chapter 13).
 *
 * <p>A resample draws as many rows as there are, with replacement; an interval reaches from the 2.5 % to the 97.5 %
 * quantile of a metric over the resamples. All models are measured on the same resamples, so that the interval of a
 * difference is a paired one: it leaves out how hard the drawn rows were for both. Time grows with
 * models × resamples × rows × classes, memory with models × rows × classes.
 */
public final class TestEvaluation {

    private static final double LOW = 0.025;
    private static final double HIGH = 0.975;

    private TestEvaluation() {
    }

    /**
     * @param models the winner first, the baseline last
     * @param outputs for each model: logits (floats), row-major {@code rows × classes}, or predictions in the target's own unit
     * @param targets class indices or regression targets, one a row
     * @param topK k of top-k accuracy
     * @param resamples at least 1
     * @param seed of the resampling
     * @return one for each model, in their order. A metric that is undefined on the rows, or on each resample, is left
     *     out; resamples on which it is undefined do not count. The metrics of a model with an output that is not
     *     finite, and advantages with it, are {@code NaN}
     */
    public static List<TestResult> of(List<TrialId> models, List<double[]> outputs, LearningTask task, double[] targets,
                                      int topK, int resamples, long seed) {
        if (models.isEmpty() || models.size() != outputs.size() || resamples < 1) {
            throw new IllegalArgumentException("%d models do not fit %d outputs, or %d resamples are too few"
                    .formatted(models.size(), outputs.size(), resamples));
        }
        List<Scores> scores = new ArrayList<>();
        for (double[] output : outputs) {
            scores.add(Scores.of(output, task, targets, topK, resamples));
        }
        RandomStream bootstrap = RandomStream.ofSeed(seed).child("bootstrap");
        int[] weights = new int[targets.length];
        for (int b = 0; b < resamples; b++) {
            RandomStream random = bootstrap.child(b);
            Arrays.fill(weights, 0);
            for (int draw = 0; draw < weights.length; draw++) {
                weights[random.nextInt(weights.length)]++;
            }
            for (Scores model : scores) {
                model.resample(b, weights);
            }
        }
        Scores baseline = scores.get(scores.size() - 1);
        List<TestResult> results = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            Scores model = scores.get(i);
            results.add(new TestResult(models.get(i), model.estimates(),
                    model == baseline ? new TreeMap<>() : model.minus(baseline).estimates()));
        }
        return results;
    }

    /**
     * A model's metrics on all rows and on each resample.
     *
     * @param metrics what to weight; {@code null} if the model has no finite outputs
     * @param values on all rows
     * @param resampled by metric, then by resample; {@code NaN} where undefined
     */
    private record Scores(WeightedMetrics metrics, SortedMap<String, Double> values,
                          SortedMap<String, double[]> resampled) {

        static Scores of(double[] output, LearningTask task, double[] targets, int topK, int resamples) {
            boolean finite = Finite.all(output);
            WeightedMetrics metrics = null;
            SortedMap<String, Double> values;
            if (task instanceof LearningTask.Classification classification) {
                int classes = classification.outputs();
                float[] logits = new float[output.length];
                for (int i = 0; i < logits.length; i++) {
                    logits[i] = (float) output[i];
                }
                values = ClassificationMetrics.of(logits, targets.length, classes, targets, topK);
                metrics = finite ? new ClassificationMetrics(logits, targets.length, classes, targets, topK) : null;
            } else {
                values = RegressionMetrics.of(output, targets);
                metrics = finite ? new RegressionMetrics(output, targets) : null;
            }
            SortedMap<String, double[]> resampled = new TreeMap<>();
            for (String metric : values.keySet()) {
                double[] empty = new double[resamples];
                Arrays.fill(empty, Double.NaN);
                resampled.put(metric, empty);
            }
            return new Scores(metrics, values, resampled);
        }

        void resample(int b, int[] weights) {
            if (metrics != null) {
                metrics.weighted(weights).forEach((metric, value) -> resampled.get(metric)[b] = value);
            }
        }

        Scores minus(Scores other) {
            SortedMap<String, Double> differences = new TreeMap<>();
            SortedMap<String, double[]> resampledDifferences = new TreeMap<>();
            for (String metric : values.keySet()) {
                if (other.values.containsKey(metric)) {
                    double[] mine = resampled.get(metric);
                    double[] theirs = other.resampled.get(metric);
                    double[] difference = new double[mine.length];
                    Arrays.setAll(difference, b -> mine[b] - theirs[b]);
                    differences.put(metric, values.get(metric) - other.values.get(metric));
                    resampledDifferences.put(metric, difference);
                }
            }
            return new Scores(null, differences, resampledDifferences);
        }

        SortedMap<String, Estimate> estimates() {
            SortedMap<String, Estimate> estimates = new TreeMap<>();
            values.forEach((metric, value) -> {
                double[] defined = Arrays.stream(resampled.get(metric)).filter(v -> !Double.isNaN(v)).sorted().toArray();
                if (Double.isNaN(value)) {
                    estimates.put(metric, new Estimate(Double.NaN, Double.NaN, Double.NaN));
                } else if (defined.length > 0) {
                    estimates.put(metric, new Estimate(value, quantile(defined, LOW), quantile(defined, HIGH)));
                }
            });
            return estimates;
        }
    }

    // Linear between order statistics, as numpy.quantile.
    private static double quantile(double[] sorted, double probability) {
        double position = probability * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}

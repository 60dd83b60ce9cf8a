package org.whittle.train.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.ClassRule;
import org.whittle.goal.Estimate;
import org.whittle.goal.Metric;
import org.whittle.goal.TrialId;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.work.Quantiles;
import org.whittle.work.Sums;
import org.whittle.work.TestResult;

/**
 * Measures final models on test rows that count differently. A metric is that of rows which come as often as their
 * weights say; its interval is of the resampled rows, each with its weight: the percentiles at 2.5 and 97.5 % (Efron
 * and Tibshirani 1993, chapter 13), paired for a difference. A share of rows that are right has
 * {@linkplain ScoreIntervals#proportion Wilson's} instead, as of the {@linkplain #effective rows that count}, so that
 * it keeps its width where nothing, or everything, is wrong.
 *
 * <p>There is none below {@value TestEvaluation#FEWEST_ROWS} rows that count, nor where no resample differs from
 * another. What these intervals cover has not been measured, as that of {@link TestEvaluation} has been.
 */
final class WeightedEvaluation {

    private static final double LOWEST = 0.025;
    private static final double HIGHEST = 0.975;
    /** Shares of rows. */
    private static final List<String> PROPORTIONS = List.of(Metric.ACCURACY.key(), Metric.TOP_K_ACCURACY.key());

    private final List<Measured> models;
    private final double[] weights;
    private final boolean sufficient;
    private final List<List<SortedMap<String, Double>>> resampled = new ArrayList<>();

    /** Metrics of one model, of rows that count so much. */
    private interface Measured {
        SortedMap<String, Double> of(double[] weights);
    }

    private WeightedEvaluation(List<Measured> models, double[] weights, int resamples, RandomStream bootstrap) {
        this.models = models;
        this.weights = weights;
        this.sufficient = effective(weights) >= TestEvaluation.FEWEST_ROWS;
        models.forEach(model -> resampled.add(new ArrayList<>()));
        double[] drawn = new double[weights.length];
        for (int b = 0; sufficient && b < resamples; b++) {
            RandomStream random = bootstrap.child(b);
            Arrays.fill(drawn, 0);
            for (int draw = 0; draw < drawn.length; draw++) {
                int row = random.nextInt(drawn.length);
                drawn[row] += weights[row];
            }
            if (Sums.of(drawn) > 0) {
                for (int i = 0; i < models.size(); i++) {
                    resampled.get(i).add(models.get(i).of(drawn));
                }
            }
        }
    }

    /** As {@link TestEvaluation#of(List, List, List, LearningTask, double[], double[], int, int, long)}. */
    static List<TestResult> of(List<TrialId> trials, List<double[]> outputs, List<ClassRule> rules, LearningTask task,
                               double[] targets, double[] weights, int topK, int resamples, long seed) {
        List<Measured> models = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            models.add(measured(outputs.get(i), task, targets, topK, rules.get(i).margin()));
        }
        WeightedEvaluation evaluation = new WeightedEvaluation(models, weights, resamples,
                RandomStream.ofSeed(seed).child("bootstrap"));
        List<TestResult> results = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            results.add(new TestResult(trials.get(i), evaluation.estimates(i),
                    i == trials.size() - 1 ? new TreeMap<>() : evaluation.differences(i)));
        }
        return results;
    }

    private static Measured measured(double[] output, LearningTask task, double[] targets, int topK, double margin) {
        boolean finite = Finite.all(output);
        if (!(task instanceof LearningTask.Classification classification)) {
            return finite ? new RegressionMetrics(output, targets)::weighted
                    : any -> RegressionMetrics.of(output, targets);
        }
        int classes = classification.outputs();
        float[] logits = new float[output.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) output[i];
        }
        if (!finite) {
            return any -> ClassificationMetrics.of(logits, targets.length, classes, targets, topK, margin);
        }
        ClassificationMetrics metrics = new ClassificationMetrics(logits, targets.length, classes, targets, topK,
                margin);
        Set<Metric> all = ClassificationMetrics.ofClassifiers(metric -> true);
        return of -> metrics.weighted(of, all);
    }

    /** How many rows that count the same are as certain: (Σw)² / Σw² (Kish 1965). */
    static double effective(double[] weights) {
        double sum = Sums.of(weights);
        return sum * sum / Sums.of(Arrays.stream(weights).map(weight -> weight * weight).toArray());
    }

    private SortedMap<String, Estimate> estimates(int model) {
        SortedMap<String, Estimate> estimates = new TreeMap<>();
        models.get(model).of(weights).forEach((metric, value) -> {
            Interval interval = Double.isNaN(value) ? Interval.NONE
                    : PROPORTIONS.contains(metric) ? ScoreIntervals.proportion(value, effective(weights))
                    : percentiles(metric, resampled.get(model), null);
            estimates.put(metric, Metric.ofKey(metric).filter(known -> known.hasInterval()).map(known ->
                    interval.within(known.least(), known.most())).orElse(Interval.NONE).around(value));
        });
        return estimates;
    }

    private SortedMap<String, Estimate> differences(int model) {
        SortedMap<String, Double> baseline = models.get(models.size() - 1).of(weights);
        SortedMap<String, Estimate> estimates = new TreeMap<>();
        models.get(model).of(weights).forEach((metric, value) -> {
            if (baseline.containsKey(metric)) {
                Interval interval = Metric.ofKey(metric).filter(Metric::hasInterval)
                        .map(known -> percentiles(metric, resampled.get(model), resampled.get(models.size() - 1)))
                        .orElse(Interval.NONE);
                estimates.put(metric, interval.around(value - baseline.get(metric)));
            }
        });
        return estimates;
    }

    /** @param others what is taken away; {@code null} for nothing */
    private static Interval percentiles(String metric, List<SortedMap<String, Double>> values,
                                        List<SortedMap<String, Double>> others) {
        double[] sorted = new double[values.size()];
        int defined = 0;
        for (int b = 0; b < values.size(); b++) {
            double value = values.get(b).getOrDefault(metric, Double.NaN)
                    - (others == null ? 0 : others.get(b).getOrDefault(metric, Double.NaN));
            if (Double.isFinite(value)) {
                sorted[defined++] = value;
            }
        }
        sorted = Arrays.copyOf(sorted, defined);
        Arrays.sort(sorted);
        return defined < 2 || sorted[0] == sorted[defined - 1] ? Interval.NONE
                : new Interval(Quantiles.of(sorted, LOWEST), Quantiles.of(sorted, HIGHEST));
    }
}

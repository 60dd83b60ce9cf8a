package org.whittle.train.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.ClassRule;
import org.whittle.goal.Estimate;
import org.whittle.goal.Metric;
import org.whittle.goal.TrialId;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.work.TestResult;

/**
 * Measures final models on the test rows, with intervals that cover the true value of 95 in 100 studies, or say that
 * the rows are too few to tell. Each metric's interval is of the method that {@code scripts/bench coverage} shows to do
 * so:
 * <ul>
 *   <li>accuracy, top-k accuracy: a score interval, {@linkplain ScoreIntervals#proportion Wilson's}; for a difference
 *       {@linkplain ScoreIntervals#difference(int, int, int) Tango's}, which is paired;
 *   <li>formulas of counts, such as F1 scores, precision, recall and MCC: what becomes of them as each class's share of
 *       right rows goes to an end of its Wilson interval, all together as far as {@linkplain Profile they may};
 *   <li>areas under curves: Wilson's for {@linkplain Evidence.Area#rows as many rows} as would make a proportion as
 *       uncertain; for a difference {@linkplain ScoreIntervals both with half a row more on either side}, by
 *       {@linkplain OfFewRows Student's t} where a class has few rows;
 *   <li>log loss, Brier score, RMSE, MAE, R²: a {@linkplain LossBootstrap studentized bootstrap}, paired for a
 *       difference; {@linkplain Unseen the number of rows that are wrong} bounds the log loss as well.
 * </ul>
 * Of all but proportions there is none below 20 rows, nor of other metrics of classes than losses where a class has
 * fewer than 5 rows.
 *
 * <p>Time grows with models × rows × (resamples + classes), memory with models × rows × classes.
 */
public final class TestEvaluation {

    static final int FEWEST_ROWS = 20;
    private static final int FEWEST_ROWS_OF_A_CLASS = 5;

    private TestEvaluation() {
    }

    /**
     * @param models the winner first, the baseline last
     * @param outputs for each model: logits (floats), row-major {@code rows × classes}, or predictions in the target's
     *     own unit
     * @param targets class indices or regression targets, one a row
     * @param topK k of top-k accuracy
     * @param resamples of the bootstrap, at least 1
     * @param seed of the resampling
     * @return one for each model, in their order. A metric that is undefined on the rows is left out. The metrics of a
     *     model with an output that is not finite, and advantages with it, are {@code NaN}
     */
    public static List<TestResult> of(List<TrialId> models, List<double[]> outputs, LearningTask task, double[] targets,
                                      int topK, int resamples, long seed) {
        return of(models, outputs, models.stream().map(model -> ClassRule.STANDARD).toList(), task, targets, topK,
                resamples, seed);
    }

    /**
     * The same of models that may have thresholds.
     *
     * @param outputs that are divided by the models' temperatures already
     * @param rules one for each model
     */
    public static List<TestResult> of(List<TrialId> models, List<double[]> outputs, List<ClassRule> rules,
                                      LearningTask task, double[] targets, int topK, int resamples, long seed) {
        if (models.isEmpty() || models.size() != outputs.size() || resamples < 1) {
            throw new IllegalArgumentException("%d models do not fit %d outputs, or %d resamples are too few"
                    .formatted(models.size(), outputs.size(), resamples));
        }
        List<Model> measured = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            measured.add(Model.of(outputs.get(i), task, targets, topK, rules.get(i).margin()));
        }
        LossBootstrap bootstrap = new LossBootstrap(measured.stream().map(Model::losses).toList(), targets.length,
                resamples, RandomStream.ofSeed(seed).child("bootstrap"));
        Model baseline = measured.get(measured.size() - 1);
        List<TestResult> results = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            Model model = measured.get(i);
            results.add(new TestResult(
                    models.get(i),
                    estimates(model, bootstrap.of(i)),
                    i == models.size() - 1
                            ? new TreeMap<>()
                            : differences(model, baseline, bootstrap.minusBaseline(i))));
        }
        return results;
    }

    /**
     * The same of rows that may count differently.
     *
     * @param weights of the rows, at least 0, not all 0; {@code null} if all count the same
     */
    public static List<TestResult> of(List<TrialId> models, List<double[]> outputs, List<ClassRule> rules,
                                      LearningTask task, double[] targets, double[] weights, int topK, int resamples,
                                      long seed) {
        return weights == null ? of(models, outputs, rules, task, targets, topK, resamples, seed)
                : WeightedEvaluation.of(models, outputs, rules, task, targets, weights, topK, resamples, seed);
    }

    /**
     * What a model reached.
     *
     * @param values of the metrics
     * @param evidence that intervals are made of; none for metrics that the rows are too few for
     */
    private record Model(SortedMap<String, Double> values, SortedMap<String, Evidence> evidence) {

        static Model of(double[] output, LearningTask task, double[] targets, int topK, double margin) {
            int rows = targets.length;
            boolean finite = Finite.all(output);
            if (task instanceof LearningTask.Classification classification) {
                int classes = classification.outputs();
                float[] logits = new float[output.length];
                for (int i = 0; i < logits.length; i++) {
                    logits[i] = (float) output[i];
                }
                SortedMap<String, Double> values = ClassificationMetrics.of(logits, rows, classes, targets, topK,
                        margin);
                if (!finite) {
                    return new Model(values, new TreeMap<>());
                }
                ClassificationMetrics metrics = new ClassificationMetrics(logits, rows, classes, targets, topK,
                        margin);
                return new Model(values, sufficient(metrics.evidence(), rows, metrics.rarest()));
            }
            return new Model(RegressionMetrics.of(output, targets), finite
                    ? sufficient(new RegressionMetrics(output, targets).evidence(), rows, rows) : new TreeMap<>());
        }

        private static SortedMap<String, Evidence> sufficient(SortedMap<String, Evidence> evidence, int rows,
                                                              long rowsOfRarestClass) {
            SortedMap<String, Evidence> sufficient = new TreeMap<>(evidence);
            sufficient.values().removeIf(of -> !(of instanceof Evidence.Proportion) && rows < FEWEST_ROWS
                    || of instanceof Evidence.Rating && rowsOfRarestClass < FEWEST_ROWS_OF_A_CLASS);
            return sufficient;
        }

        SortedMap<String, Evidence.Loss> losses() {
            SortedMap<String, Evidence.Loss> losses = new TreeMap<>();
            evidence.forEach((metric, of) -> {
                if (of instanceof Evidence.Loss loss) {
                    losses.put(metric, loss);
                }
            });
            return losses;
        }
    }

    private static SortedMap<String, Estimate> estimates(Model model, SortedMap<String, Interval> bootstrapped) {
        SortedMap<String, Estimate> estimates = new TreeMap<>();
        model.values.forEach((metric, value) -> {
            Evidence evidence = model.evidence.get(metric);
            Interval interval = evidence instanceof Evidence.Proportion hits
                    ? ScoreIntervals.proportion(value, hits.hit().length)
                    : evidence instanceof Evidence.Rating rating ? ScoreIntervals.rating(rating)
                    : bootstrapped.getOrDefault(metric, Interval.NONE);
            Optional<Metric> known = Metric.ofKey(metric);
            estimates.put(metric, known.map(m -> interval.within(m.least(), m.most())).orElse(interval).around(value));
        });
        return estimates;
    }

    private static SortedMap<String, Estimate> differences(Model model, Model baseline,
                                                           SortedMap<String, Interval> bootstrapped) {
        SortedMap<String, Estimate> estimates = new TreeMap<>();
        model.values.forEach((metric, value) -> {
            if (baseline.values.containsKey(metric)) {
                Interval interval = bootstrapped.getOrDefault(metric, Interval.NONE);
                Evidence one = model.evidence.get(metric);
                Evidence other = baseline.evidence.get(metric);
                if (one instanceof Evidence.Proportion hits && other instanceof Evidence.Proportion others) {
                    interval = hits.minus(others);
                } else if (one instanceof Evidence.Rating rating && other instanceof Evidence.Rating another) {
                    interval = ScoreIntervals.difference(rating, another);
                }
                double range = Metric.ofKey(metric).map(m -> m.most() - m.least()).orElse(Double.POSITIVE_INFINITY);
                estimates.put(metric, interval.within(-range, range).around(value - baseline.values.get(metric)));
            }
        });
        return estimates;
    }
}

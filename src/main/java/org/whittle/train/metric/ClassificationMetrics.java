package org.whittle.train.metric;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.whittle.goal.Metric;
import org.whittle.goal.RankMetric;
import org.whittle.goal.Reliability;

/**
 * Metrics of a classifier, with scikit-learn's definitions.
 *
 * <ul>
 *   <li>The predicted class is the one with the largest logit, the first of equals; of two classes with a threshold the
 *       second one if its logit is above the first one's by the {@linkplain org.whittle.goal.ClassRule#margin margin}.
 *   <li>F1 scores are averaged over the classes that occur as label or prediction; the F1 of a class that was never
 *       predicted rightly is 0.
 *   <li>The ROC curve ranks rows by the probability of a class, equal probabilities counting half. With two classes it
 *       is that of class 1; otherwise the unweighted mean of each class against the rest, over the classes that have
 *       rows for and against. It is undefined if there are none.
 *   <li>The log loss is natural, each probability clipped from below at the double's machine epsilon 2⁻⁵²: a single
 *       row costs at most 36.04.
 *   <li>A label is among the top k if fewer than k classes have a larger logit (or the same, with a smaller index), so
 *       that top 1 is the accuracy.
 * </ul>
 */
public final class ClassificationMetrics {

    private static final double WORST_LOSS = -StrictMath.log(Math.ulp(1.0));

    private final int classes;
    private final int[] labels;
    private final int[] predicted;
    private final double[] losses;
    private final boolean[] amongTop;
    private final F1Scores f1;
    /** {@code classes × rows} */
    private final double[] logProbabilities;
    /** For each class, what orders its rows; {@code null} where no ROC curve is asked for. */
    private final double[][] scores;

    /**
     * @param logits row-major, {@code rows × classes}: unnormalised log-probabilities
     * @param rows at least 1
     * @param classes at least 2
     * @param labels the class index of each row
     * @param topK k of top-k accuracy, at least 1
     * @return by {@linkplain Metric#key name} all metrics of a classifier but its training's losses; all {@code NaN} if
     *     a logit is not finite; without those that are undefined
     * @throws IllegalArgumentException if the sizes do not fit, or a label is not a class index
     */
    public static SortedMap<String, Double> of(float[] logits, int rows, int classes, double[] labels, int topK) {
        return of(logits, rows, classes, labels, topK, 0);
    }

    /** The same of some metrics of {@link #ofClassifiers}; those that cost nothing more are there too. */
    static SortedMap<String, Double> of(float[] logits, int rows, int classes, double[] labels, int topK,
                                        Set<Metric> wanted) {
        return Finite.all(logits) ? new ClassificationMetrics(logits, rows, classes, labels, topK).metrics(wanted)
                : undefined(wanted);
    }

    /** The same of rows that may count differently: {@code null} if all count the same. */
    public static SortedMap<String, Double> of(float[] logits, int rows, int classes, double[] labels,
                                               double[] weights, int topK) {
        return of(logits, rows, classes, labels, weights, topK, ofClassifiers(metric -> true));
    }

    /** The same of some metrics of {@link #ofClassifiers}. */
    static SortedMap<String, Double> of(float[] logits, int rows, int classes, double[] labels, double[] weights,
                                        int topK, Set<Metric> wanted) {
        return weights == null || !Finite.all(logits) ? of(logits, rows, classes, labels, topK, wanted)
                : new ClassificationMetrics(logits, rows, classes, labels, topK).weighted(weights, wanted);
    }

    /**
     * The same with a threshold.
     *
     * @param margin of two classes, the second one's logit over the first one's; 0 with more
     */
    static SortedMap<String, Double> of(float[] logits, int rows, int classes, double[] labels, int topK,
                                        double margin) {
        Set<Metric> all = ofClassifiers(metric -> true);
        return Finite.all(logits)
                ? new ClassificationMetrics(logits, rows, classes, labels, topK, margin).metrics(all)
                : undefined(all);
    }

    /**
     * The same, for a caller who has the log-probabilities already: most of the time goes into exponentials.
     *
     * @param logProbabilities of the logits, {@code classes × rows}
     * @param wanted of {@link #ofClassifiers}
     */
    public static SortedMap<String, Double> of(float[] logits, double[] logProbabilities, int rows, int classes,
                                               double[] labels, int topK, Set<Metric> wanted) {
        return Finite.all(logits) ? new ClassificationMetrics(logits, logProbabilities, rows, classes, labels, topK,
                0).metrics(wanted) : undefined(wanted);
    }

    /** The same of rows that may count differently; weights are {@code null} if all count the same. */
    public static SortedMap<String, Double> of(float[] logits, double[] logProbabilities, int rows, int classes,
                                               double[] labels, double[] weights, int topK, Set<Metric> wanted) {
        return weights == null ? of(logits, logProbabilities, rows, classes, labels, topK, wanted)
                : Finite.all(logits) ? new ClassificationMetrics(logits, logProbabilities, rows, classes, labels, topK,
                        0).weighted(weights, wanted) : undefined(wanted);
    }

    /** The metrics measured here that satisfy a condition. */
    public static Set<Metric> ofClassifiers(Predicate<Metric> which) {
        return Metric.all().stream().filter(Metric::suitsClassification).filter(metric -> metric != Metric.TRAIN_LOSS
                && metric != Metric.VALIDATION_LOSS).filter(which).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** As {@link #of(float[], int, int, double[], int)}, but the logits must be finite. */
    ClassificationMetrics(float[] logits, int rows, int classes, double[] labels, int topK, double margin) {
        this(logits, logProbabilities(logits, rows, classes), rows, classes, labels, topK, margin);
    }

    /** Without a threshold. */
    ClassificationMetrics(float[] logits, int rows, int classes, double[] labels, int topK) {
        this(logits, rows, classes, labels, topK, 0);
    }

    private ClassificationMetrics(float[] logits, double[] logProbabilities, int rows, int classes, double[] labels,
                                  int topK, double margin) {
        if (rows < 1 || classes < 2 || topK < 1 || logits.length != (long) rows * classes || labels.length != rows) {
            throw new IllegalArgumentException("%d rows of %d classes (top %d) do not fit %d logits and %d labels"
                    .formatted(rows, classes, topK, logits.length, labels.length));
        }
        this.classes = classes;
        this.logProbabilities = logProbabilities;
        this.labels = new int[rows];
        this.predicted = new int[rows];
        this.losses = new double[rows];
        this.amongTop = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            int from = row * classes;
            int label = requireClass(labels[row], row);
            int best = 0;
            int ahead = 0;
            float own = logits[from + label];
            for (int c = 0; c < classes; c++) {
                float logit = logits[from + c];
                best = logit > logits[from + best] ? c : best;
                ahead += logit > own || logit == own && c < label ? 1 : 0;
            }
            this.labels[row] = label;
            this.predicted[row] = margin == 0 ? best : (double) logits[from + 1] - logits[from] > margin ? 1 : 0;
            this.losses[row] = Math.min(WORST_LOSS, -logProbabilities[label * rows + row]);
            this.amongTop[row] = ahead < topK;
        }
        this.f1 = new F1Scores(classes, this.labels, predicted);
        this.scores = classes == 2
                ? new double[][] {null, margins(logits, rows)}
                : ofLabels(logProbabilities);
    }

    private SortedMap<String, Double> metrics(Set<Metric> wanted) {
        double loss = 0;
        int top = 0;
        for (int row = 0; row < labels.length; row++) {
            loss += losses[row];
            top += amongTop[row] ? 1 : 0;
        }
        double rows = labels.length;
        SortedMap<String, Double> metrics = new TreeMap<>();
        metrics.put(Metric.ACCURACY.key(), f1.right() / rows);
        metrics.put(Metric.MACRO_F1.key(), f1.macro());
        metrics.put(Metric.WEIGHTED_F1.key(), f1.weighted());
        metrics.put(Metric.LOG_LOSS.key(), loss / rows);
        metrics.put(Metric.TOP_K_ACCURACY.key(), top / rows);
        double sum = 0;
        int defined = 0;
        for (int c = 0; c < classes; c++) {
            double area = scores[c] == null ? Double.NaN : Ranking.areaUnderCurve(scores[c], labels, c);
            if (!Double.isNaN(area)) {
                sum += area;
                defined++;
            }
        }
        if (defined > 0) {
            metrics.put(Metric.ROC_AUC.key(), sum / defined);
        }
        Formulas formulas = formulas();
        for (Metric metric : wanted) {
            double value = metric == Metric.ECE ? reliability().expectedError() : formulas.value(metric);
            if (!Double.isNaN(value)) {
                metrics.put(metric.key(), value);
            }
        }
        return metrics;
    }

    /**
     * The metrics of rows that count differently: as if each came as often as its weight says.
     *
     * @param weights of the rows, at least 0, not all 0
     * @return without those that are undefined, or that know no weights: see {@link RankMetric#of(double[], boolean[],
     *     double[])}
     */
    SortedMap<String, Double> weighted(double[] weights, Set<Metric> wanted) {
        double all = 0;
        double loss = 0;
        double top = 0;
        for (int row = 0; row < labels.length; row++) {
            all += weights[row];
            loss += weights[row] * losses[row];
            top += amongTop[row] ? weights[row] : 0;
        }
        F1Scores scoresOfRows = new F1Scores(classes, labels, predicted, weights);
        SortedMap<String, Double> metrics = new TreeMap<>();
        metrics.put(Metric.ACCURACY.key(), scoresOfRows.right() / all);
        metrics.put(Metric.MACRO_F1.key(), scoresOfRows.macro());
        metrics.put(Metric.WEIGHTED_F1.key(), scoresOfRows.weighted());
        metrics.put(Metric.LOG_LOSS.key(), loss / all);
        metrics.put(Metric.TOP_K_ACCURACY.key(), top / all);
        WeightedFormulas formulas = new WeightedFormulas(scoresOfRows.counts(), labels, logProbabilities, scores,
                weights);
        double area = formulas.area();
        if (!Double.isNaN(area)) {
            metrics.put(Metric.ROC_AUC.key(), area);
        }
        for (Metric metric : wanted) {
            double value = metric == Metric.ECE ? calibrationError(weights) : formulas.value(metric);
            if (!Double.isNaN(value)) {
                metrics.put(metric.key(), value);
            }
        }
        return metrics;
    }

    /** Rows of the class that has fewest, of those that have any. */
    long rarest() {
        return f1.rarest();
    }

    /** What each metric is made of. */
    SortedMap<String, Evidence> evidence() {
        boolean[] right = new boolean[labels.length];
        for (int row = 0; row < right.length; row++) {
            right[row] = predicted[row] == labels[row];
        }
        SortedMap<String, Evidence> evidence = new TreeMap<>();
        evidence.put(Metric.ACCURACY.key(), new Evidence.Proportion(right));
        evidence.put(Metric.TOP_K_ACCURACY.key(), new Evidence.Proportion(amongTop));
        evidence.put(Metric.LOG_LOSS.key(), new Evidence.Loss(losses, null, Evidence.Loss.Form.MEAN,
                Unseen.of(losses, labels, predicted, costOfAnother())));
        meanArea().ifPresent(area -> evidence.put(Metric.ROC_AUC.key(), area));
        Formulas formulas = formulas();
        for (Metric mean : List.of(new F1Scores.Mean(false), new F1Scores.Mean(true))) {
            evidence.put(mean.key(), formulas.evidence(mean));
        }
        for (Metric metric : ofClassifiers(metric -> true)) {
            if (!Double.isNaN(formulas.value(metric))) {
                evidence.put(metric.key(), formulas.evidence(metric));
            }
        }
        return evidence;
    }

    private Reliability reliability() {
        double[] confidence = new double[labels.length];
        boolean[] right = new boolean[labels.length];
        confidences(confidence, right);
        return Reliability.of(confidence, right);
    }

    private double calibrationError(double[] weights) {
        double[] confidence = new double[labels.length];
        boolean[] right = new boolean[labels.length];
        confidences(confidence, right);
        return Reliability.expectedError(confidence, right, weights);
    }

    /** By the most probable class, whatever the threshold: that is what the probabilities are of. */
    private void confidences(double[] confidence, boolean[] right) {
        for (int row = 0; row < labels.length; row++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = logProbabilities[c * labels.length + row] > logProbabilities[best * labels.length + row] ? c
                        : best;
            }
            confidence[row] = StrictMath.exp(logProbabilities[best * labels.length + row]);
            right[row] = best == labels[row];
        }
    }

    private Formulas formulas() {
        return new Formulas(f1.counts(), labels, predicted, logProbabilities, scores);
    }

    /** What rows would cost on average if another class were right, the likelier ones rather. */
    private double costOfAnother() {
        double cost = 0;
        for (int row = 0; row < labels.length; row++) {
            double next = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                next = c == predicted[row] ? next : Math.max(next, logProbabilities[c * labels.length + row]);
            }
            cost += Math.min(WORST_LOSS, -next);
        }
        return cost / labels.length;
    }

    /** The mean over the classes whose area is defined: each is uncertain by other rows, those of its class. */
    private Optional<Evidence.Area> meanArea() {
        double[] influence = new double[labels.length];
        double value = 0;
        double rarely = 0;
        int defined = 0;
        for (int c = 0; c < classes; c++) {
            Optional<Evidence.Area> area = scores[c] == null ? Optional.empty() : Ranking.area(scores[c], labels, c);
            if (area.isPresent()) {
                defined++;
                value += area.get().value();
                rarely += area.get().rarely();
                for (int row = 0; row < influence.length; row++) {
                    influence[row] += area.get().influence()[row];
                }
            }
        }
        if (defined == 0) {
            return Optional.empty();
        }
        for (int row = 0; row < influence.length; row++) {
            influence[row] /= defined;
        }
        return Optional.of(new Evidence.Area(value / defined, influence, rarely, labels));
    }

    // The difference of two logits orders as the probability does, and is exact where that rounds to 0 or 1.
    private static double[] margins(float[] logits, int rows) {
        double[] scores = new double[rows];
        for (int row = 0; row < rows; row++) {
            scores[row] = (double) logits[2 * row + 1] - logits[2 * row];
        }
        return scores;
    }

    /** Log-probabilities of the classes that occur as label. */
    private double[][] ofLabels(double[] logProbabilities) {
        int rows = labels.length;
        double[][] ofLabels = new double[classes][];
        for (int label : labels) {
            if (ofLabels[label] == null) {
                ofLabels[label] = Arrays.copyOfRange(logProbabilities, label * rows, (label + 1) * rows);
            }
        }
        return ofLabels;
    }

    private static double[] logProbabilities(float[] logits, int rows, int classes) {
        double[] logProbabilities = new double[logits.length];
        for (int row = 0; row < rows && logits.length == (long) rows * classes; row++) {
            double max = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, logits[row * classes + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += StrictMath.exp(logits[row * classes + c] - max);
            }
            double logSum = StrictMath.log(sum);
            for (int c = 0; c < classes; c++) {
                logProbabilities[c * rows + row] = logits[row * classes + c] - max - logSum;
            }
        }
        return logProbabilities;
    }

    private int requireClass(double label, int row) {
        int index = (int) label;
        if (index != label || index < 0 || index >= classes) {
            throw new IllegalArgumentException("The label of row %d (%s) is not one of the %d class indices."
                    .formatted(row, label, classes));
        }
        return index;
    }

    private static SortedMap<String, Double> undefined(Set<Metric> wanted) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        wanted.forEach(metric -> metrics.put(metric.key(), Double.NaN));
        return metrics;
    }
}

package org.whittle.train.metric;

import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Metric;

/**
 * Metrics of a classifier, with scikit-learn's definitions.
 *
 * <ul>
 *   <li>The predicted class is the one with the largest logit, the first of equals.
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
    /** For each class, what orders its rows; {@code null} where no ROC curve is asked for. */
    private final double[][] scores;

    /**
     * @param logits row-major, {@code rows × classes}: unnormalised log-probabilities
     * @param rows at least 1
     * @param classes at least 2
     * @param labels the class index of each row
     * @param topK k of top-k accuracy, at least 1
     * @return by {@linkplain Metric#key name}: accuracy, macro-f1, weighted-f1, roc-auc, log-loss, top-k-accuracy; all
     *     {@code NaN} if a logit is not finite; without roc-auc where it is undefined
     * @throws IllegalArgumentException if the sizes do not fit, or a label is not a class index
     */
    public static SortedMap<String, Double> of(float[] logits, int rows, int classes, double[] labels, int topK) {
        return Finite.all(logits) ? new ClassificationMetrics(logits, rows, classes, labels, topK).metrics() : undefined();
    }

    /**
     * The same, for a caller who has the log-probabilities already: most of the time goes into exponentials.
     *
     * @param logProbabilities of the logits, {@code classes × rows}
     */
    public static SortedMap<String, Double> of(float[] logits, double[] logProbabilities, int rows, int classes,
                                               double[] labels, int topK) {
        return Finite.all(logits)
                ? new ClassificationMetrics(logits, logProbabilities, rows, classes, labels, topK).metrics() : undefined();
    }

    /** As {@link #of(float[], int, int, double[], int)}, but the logits must be finite. */
    ClassificationMetrics(float[] logits, int rows, int classes, double[] labels, int topK) {
        this(logits, logProbabilities(logits, rows, classes), rows, classes, labels, topK);
    }

    private ClassificationMetrics(float[] logits, double[] logProbabilities, int rows, int classes, double[] labels,
                                  int topK) {
        if (rows < 1 || classes < 2 || topK < 1 || logits.length != (long) rows * classes || labels.length != rows) {
            throw new IllegalArgumentException("%d rows of %d classes (top %d) do not fit %d logits and %d labels"
                    .formatted(rows, classes, topK, logits.length, labels.length));
        }
        this.classes = classes;
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
            this.predicted[row] = best;
            this.losses[row] = Math.min(WORST_LOSS, -logProbabilities[label * rows + row]);
            this.amongTop[row] = ahead < topK;
        }
        this.scores = classes == 2
                ? new double[][] {null, margins(logits, rows)}
                : ofLabels(logProbabilities);
    }

    private SortedMap<String, Double> metrics() {
        Counts counts = counts();
        double loss = 0;
        int top = 0;
        for (int row = 0; row < labels.length; row++) {
            loss += losses[row];
            top += amongTop[row] ? 1 : 0;
        }
        double rows = labels.length;
        SortedMap<String, Double> metrics = new TreeMap<>();
        metrics.put(Metric.ACCURACY.key(), Arrays.stream(counts.right).sum() / rows);
        metrics.put(Metric.MACRO_F1.key(), counts.macroF1());
        metrics.put(Metric.WEIGHTED_F1.key(), counts.weightedF1());
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
        return metrics;
    }

    /** Rows of each class: as label, as prediction, and as both. */
    private record Counts(long[] asLabel, long[] asPrediction, long[] right) {

        double f1(int c) {
            return asLabel[c] + asPrediction[c] == 0 ? 0 : 2.0 * right[c] / (asLabel[c] + asPrediction[c]);
        }

        int occurring() {
            int occurring = 0;
            for (int c = 0; c < right.length; c++) {
                occurring += asLabel[c] + asPrediction[c] > 0 ? 1 : 0;
            }
            return occurring;
        }

        double macroF1() {
            double sum = 0;
            for (int c = 0; c < right.length; c++) {
                sum += f1(c);
            }
            return sum / occurring();
        }

        double weightedF1() {
            double sum = 0;
            for (int c = 0; c < right.length; c++) {
                sum += f1(c) * asLabel[c];
            }
            return sum / Arrays.stream(asLabel).sum();
        }
    }

    private Counts counts() {
        Counts counts = new Counts(new long[classes], new long[classes], new long[classes]);
        for (int row = 0; row < labels.length; row++) {
            counts.asLabel[labels[row]]++;
            counts.asPrediction[predicted[row]]++;
            counts.right[labels[row]] += predicted[row] == labels[row] ? 1 : 0;
        }
        return counts;
    }

    /** Rows of the class that has fewest, of those that have any. */
    long rarest() {
        return Arrays.stream(counts().asLabel).filter(count -> count > 0).min().orElse(0);
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
        evidence.put(Metric.LOG_LOSS.key(), new Evidence.Loss(losses, null, Evidence.Loss.Form.MEAN));
        Counts counts = counts();
        evidence.put(Metric.MACRO_F1.key(), macroF1(counts));
        evidence.put(Metric.WEIGHTED_F1.key(), weightedF1(counts));
        meanArea().ifPresent(area -> evidence.put(Metric.ROC_AUC.key(), area));
        return evidence;
    }

    private Evidence.Rating macroF1(Counts counts) {
        double occurring = counts.occurring();
        double[] weights = new double[classes];
        Arrays.fill(weights, 1 / occurring);
        return new Evidence.Rating(counts.macroF1(), influence(counts, weights), rarely(counts, weights), false);
    }

    private Evidence.Rating weightedF1(Counts counts) {
        double rows = labels.length;
        double[] weights = Arrays.stream(counts.asLabel).mapToDouble(count -> count / rows).toArray();
        double value = counts.weightedF1();
        double[] influence = influence(counts, weights);
        for (int row = 0; row < influence.length; row++) {
            influence[row] += counts.f1(labels[row]) - value;
        }
        return new Evidence.Rating(value, influence, rarely(counts, weights), false);
    }

    /** Of each row on the weighted sum of the classes' F1 scores. */
    private double[] influence(Counts counts, double[] weights) {
        double[] part = new double[classes];
        for (int c = 0; c < classes; c++) {
            part[c] = weights[c] * labels.length / Math.max(1, counts.asLabel[c] + counts.asPrediction[c]);
        }
        double[] influence = new double[labels.length];
        for (int row = 0; row < influence.length; row++) {
            int label = labels[row];
            int other = predicted[row];
            influence[row] = (label == other ? 2 * part[label] : 0) - part[label] * counts.f1(label)
                    - part[other] * counts.f1(other);
        }
        return influence;
    }

    /**
     * The first row that is wrong takes from the F1 scores of its class and of another one what half a row is of them: so
     * much from a proportion of so many rows.
     */
    private static double rarely(Counts counts, double[] weights) {
        double once = 0;
        double squared = 0;
        for (int c = 0; c < weights.length; c++) {
            for (int d = 0; d < weights.length; d++) {
                if (c != d && counts.asLabel[c] > 0 && counts.asLabel[d] > 0) {
                    double loss = weights[c] / (2 * counts.asLabel[c]) + weights[d] / (2 * counts.asLabel[d]);
                    once += counts.asLabel[c] * loss;
                    squared += counts.asLabel[c] * loss * loss;
                }
            }
        }
        return squared > 0 ? once / squared : Arrays.stream(counts.asLabel).sum();
    }

    /** The mean over the classes whose area is defined. */
    private Optional<Evidence.Rating> meanArea() {
        double[] influence = new double[labels.length];
        double value = 0;
        double rarely = 0;
        int defined = 0;
        for (int c = 0; c < classes; c++) {
            Optional<Evidence.Rating> area = scores[c] == null ? Optional.empty() : Ranking.area(scores[c], labels, c);
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
        return Optional.of(new Evidence.Rating(value / defined, influence, rarely / defined, true));
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

    private static SortedMap<String, Double> undefined() {
        SortedMap<String, Double> metrics = new TreeMap<>();
        for (Metric metric : new Metric[] {Metric.ACCURACY, Metric.MACRO_F1, Metric.WEIGHTED_F1, Metric.ROC_AUC,
            Metric.LOG_LOSS, Metric.TOP_K_ACCURACY}) {
            metrics.put(metric.key(), Double.NaN);
        }
        return metrics;
    }
}

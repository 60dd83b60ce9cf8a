package org.whittle.goal;

import java.util.List;
import java.util.Optional;

/**
 * A metric that training reports, measured on validation rows except {@link #TRAIN_LOSS}: its name, and what can be
 * said of its values. The kinds that are formulas of what a classifier predicts, {@link CountMetric},
 * {@link RankMetric} and {@link RowMetric}, are a file each, with a line in {@link KnownMetrics}; the others are
 * measured by {@code train.metric}.
 */
@SuppressWarnings("ClassInitializationDeadlock") // StandardMetric is reached through these constants only
public sealed interface Metric permits StandardMetric, CountMetric, RankMetric, RowMetric {

    /** Mean training loss of the epoch, label smoothing included. */
    Metric TRAIN_LOSS = StandardMetric.loss("train-loss", true, true);
    /** The training loss's formula on validation rows, without dropout. */
    Metric VALIDATION_LOSS = StandardMetric.loss("validation-loss", true, true);
    /** Share of rows whose most probable class is the label. */
    Metric ACCURACY = StandardMetric.score("accuracy");
    /** Unweighted mean over classes of the F1 score. */
    Metric MACRO_F1 = StandardMetric.score("macro-f1");
    /** Mean over classes of the F1 score, weighted by the classes' rows. */
    Metric WEIGHTED_F1 = StandardMetric.score("weighted-f1");
    /** Area under the ROC curve: of the second class if there are two, else the mean of one class against the rest. */
    Metric ROC_AUC = StandardMetric.score("roc-auc");
    /** Mean of −log(probability of the label), natural logarithm. */
    Metric LOG_LOSS = StandardMetric.loss("log-loss", true, false);
    /** Share of rows whose label is among the k most probable classes; k is {@code training.top-k}. */
    Metric TOP_K_ACCURACY = StandardMetric.score("top-k-accuracy");
    /** Expected calibration error, see {@link Reliability}: how far confidence and accuracy are apart. */
    Metric ECE = new StandardMetric("ece", Direction.MINIMIZE, true, false, 0, 1);
    /** Root of the mean squared error, in the target's unit. */
    Metric RMSE = StandardMetric.loss("rmse", false, true);
    /** Mean absolute error, in the target's unit. */
    Metric MAE = StandardMetric.loss("mae", false, true);
    /** Coefficient of determination: 1 − residual sum of squares / total sum of squares. */
    Metric R2 = new StandardMetric("r2", Direction.MAXIMIZE, false, true, Double.NEGATIVE_INFINITY, 1);

    /** Name in study files, tables and {@link EpochRecord#metrics}. */
    String key();

    /** Which values are better. */
    default Direction direction() {
        return Direction.MAXIMIZE;
    }

    /** Whether it is defined where labels are classes. */
    default boolean suitsClassification() {
        return true;
    }

    /** Whether it is defined where labels are numbers. */
    default boolean suitsRegression() {
        return false;
    }

    /** Whether it goes by how classes are told apart, so that rows of one class leave it without a meaning. */
    default boolean comparesClasses() {
        return false;
    }

    /** The smallest value that it can take. */
    default double least() {
        return 0;
    }

    /** The largest. */
    default double most() {
        return 1;
    }

    /** Whether every epoch is measured; else only those of a study that has it as a goal, and test rows. */
    default boolean everyEpoch() {
        return true;
    }

    /** Whether test rows, however many, have an interval of it. */
    default boolean hasInterval() {
        return true;
    }

    /** All that there are, those of users' jars among them. */
    static List<Metric> all() {
        return KnownMetrics.all();
    }

    /** The metric of that name, if there is one. */
    static Optional<Metric> ofKey(String key) {
        return all().stream().filter(m -> m.key().equals(key)).findFirst();
    }

    /** Names of all metrics, those of users' jars included. */
    static List<String> keys() {
        return all().stream().map(Metric::key).toList();
    }
}

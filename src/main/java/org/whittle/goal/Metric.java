package org.whittle.goal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The metrics that training reports every epoch, measured on validation rows except {@link #TRAIN_LOSS}.
 */
public enum Metric {
    /** Mean training loss of the epoch, label smoothing included. */
    TRAIN_LOSS("train-loss", Direction.MINIMIZE, true, true),
    /** The training loss's formula on validation rows, without dropout. */
    VALIDATION_LOSS("validation-loss", Direction.MINIMIZE, true, true),
    /** Share of rows whose most probable class is the label. */
    ACCURACY("accuracy", Direction.MAXIMIZE, true, false),
    /** Unweighted mean over classes of the F1 score. */
    MACRO_F1("macro-f1", Direction.MAXIMIZE, true, false),
    /** Mean over classes of the F1 score, weighted by the classes' rows. */
    WEIGHTED_F1("weighted-f1", Direction.MAXIMIZE, true, false),
    /** Area under the ROC curve: of the second class if there are two, else the mean of one class against the rest. */
    ROC_AUC("roc-auc", Direction.MAXIMIZE, true, false),
    /** Mean of −log(probability of the label), natural logarithm. */
    LOG_LOSS("log-loss", Direction.MINIMIZE, true, false),
    /** Share of rows whose label is among the k most probable classes; k is {@code training.top-k}. */
    TOP_K_ACCURACY("top-k-accuracy", Direction.MAXIMIZE, true, false),
    /** Root of the mean squared error, in the target's unit. */
    RMSE("rmse", Direction.MINIMIZE, false, true),
    /** Mean absolute error, in the target's unit. */
    MAE("mae", Direction.MINIMIZE, false, true),
    /** Coefficient of determination: 1 − residual sum of squares / total sum of squares. */
    R2("r2", Direction.MAXIMIZE, false, true);

    private final String key;
    private final Direction direction;
    private final boolean classification;
    private final boolean regression;

    Metric(String key, Direction direction, boolean classification, boolean regression) {
        this.key = key;
        this.direction = direction;
        this.classification = classification;
        this.regression = regression;
    }

    /** Name in study files, tables and {@link EpochRecord#metrics}. */
    public String key() {
        return key;
    }

    /** Which values are better. */
    public Direction direction() {
        return direction;
    }

    public boolean suitsClassification() {
        return classification;
    }

    public boolean suitsRegression() {
        return regression;
    }

    public static Optional<Metric> ofKey(String key) {
        return Arrays.stream(values()).filter(m -> m.key.equals(key)).findFirst();
    }

    public static List<String> keys() {
        return Arrays.stream(values()).map(Metric::key).toList();
    }
}

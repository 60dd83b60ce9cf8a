package org.whittle.goal;

import java.util.List;

/** The metrics by name, in the order in which they are proposed to people. */
final class KnownMetrics {

    static final List<Metric> ALL = List.of(
            Metric.TRAIN_LOSS,
            Metric.VALIDATION_LOSS,
            Metric.ACCURACY,
            Metric.MACRO_F1,
            Metric.WEIGHTED_F1,
            Metric.ROC_AUC,
            Metric.LOG_LOSS,
            Metric.TOP_K_ACCURACY,
            new Mcc(),
            new BalancedAccuracy(),
            new Precision(),
            new Recall(),
            new PrAuc(),
            new Brier(),
            Metric.RMSE,
            Metric.MAE,
            Metric.R2);

    private KnownMetrics() {
    }
}

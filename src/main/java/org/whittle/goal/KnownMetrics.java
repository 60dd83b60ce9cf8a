package org.whittle.goal;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The metrics by name, in the order in which they are proposed to people; behind the built-in ones those of users'
 * jars, which list their {@link CountMetric}s, {@link RankMetric}s and {@link RowMetric}s in {@code META-INF/services},
 * on executors as on the driver.
 */
final class KnownMetrics {

    private static final List<Class<? extends Metric>> OPEN =
            List.of(CountMetric.class, RankMetric.class, RowMetric.class);

    /** What a class loader knows. */
    private record Found(ClassLoader loader, List<Metric> all) {
    }

    private static volatile Found found;

    private static final List<Metric> BUILT_IN = List.of(
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
            Metric.ECE,
            Metric.RMSE,
            Metric.MAE,
            Metric.R2);

    private KnownMetrics() {
    }

    /**
     * All that this thread can use: Spark gives its threads the loader that has the jars of {@code --jars}.
     *
     * @throws IllegalArgumentException if a jar lists what is no metric, or one by the name of another
     */
    static List<Metric> all() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context != null ? context : KnownMetrics.class.getClassLoader();
        Found known = found;
        if (known == null || known.loader() != loader) {
            known = new Found(loader, withListed(loader));
            found = known;
        }
        return known.all();
    }

    private static List<Metric> withListed(ClassLoader loader) {
        List<Metric> all = new ArrayList<>(BUILT_IN);
        for (Class<? extends Metric> kind : OPEN) {
            try {
                for (Metric metric : ServiceLoader.load(kind, loader)) {
                    if (all.stream().anyMatch(m -> m.key().equals(metric.key()))) {
                        throw new IllegalArgumentException(
                                "A jar lists the metric %s (%s), and there is one of that name; give it another"
                                        .formatted(
                                                metric.key(), metric.getClass().getName()));
                    }
                    all.add(metric);
                }
            } catch (ServiceConfigurationError e) {
                throw new IllegalArgumentException("A jar lists a metric that cannot be used: " + e.getMessage(), e);
            }
        }
        return List.copyOf(all);
    }
}

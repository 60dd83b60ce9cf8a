package org.whittle.config;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.goal.CostMetric;
import org.whittle.goal.Direction;
import org.whittle.goal.Metric;
import org.whittle.study.DataSpec.Task;

/**
 * The metrics that a study file can name: those of networks, or those that {@code trainer.metrics} names.
 *
 * @param own of a trainer, each with the values that are better; empty for networks
 */
record Measures(SortedMap<String, Direction> own) {

    /** Measured in training only. */
    private static final List<String> LOSSES = List.of(Metric.TRAIN_LOSS.key(), Metric.VALIDATION_LOSS.key());

    Measures {
        own = Collections.unmodifiableSortedMap(new TreeMap<>(own));
    }

    boolean ofNetworks() {
        return own.isEmpty();
    }

    /** What can be an objective by itself. */
    List<String> predictions() {
        return ofNetworks() ? Metric.keys() : List.copyOf(own.keySet());
    }

    /** What can be one of several goals. */
    List<String> goals() {
        return ofNetworks()
                ? Stream.concat(Metric.keys().stream(), CostMetric.keys().stream())
                        .toList()
                : predictions();
    }

    /** What is measured on test rows. */
    List<String> ofTest(Task task) {
        return ofNetworks() ? ObjectiveReader.metricsFor(task).stream().filter(key -> !LOSSES.contains(key)).toList()
                : predictions();
    }

    boolean isCost(String metric) {
        return ofNetworks() && CostMetric.ofKey(metric).isPresent();
    }

    /** Which values of a known metric are better. */
    Direction direction(String metric) {
        return ofNetworks() ? Metric.ofKey(metric).map(Metric::direction).orElse(Direction.MINIMIZE) : own.get(metric);
    }

    /** Values that a known metric can take. */
    Kind<Double> values(String metric) {
        return !ofNetworks() ? Kind.real(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
                : Metric.ofKey(metric).map(EndReader::valuesOf).orElse(Kind.real(0, Double.POSITIVE_INFINITY));
    }
}

package org.whittle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.whittle.goal.CostMetric;
import org.whittle.goal.Estimate;
import org.whittle.goal.Metric;
import org.whittle.study.Trial;
import org.whittle.work.TestResult;

/**
 * Best trial and baseline side by side, as text.
 *
 * @param metric for instance {@code test accuracy}
 * @param difference empty if there is nothing to compare
 */
record Comparison(String metric, String best, String baseline, String difference) {

    private static final Set<String> LOSSES = Set.of(Metric.TRAIN_LOSS.key(), Metric.VALIDATION_LOSS.key());

    /** What stands in brackets. */
    private static final String INTERVALS = "95 % confidence intervals (score methods; bootstrap for losses)";

    /** What stands in brackets; empty if nothing does, because a trainer of its own tells numbers without intervals. */
    static Optional<String> brackets(Overview overview) {
        return overview.spec().trainer().isPresent() ? Optional.empty() : Optional.of(INTERVALS);
    }

    /** The objectives on validation rows, then every test metric, the objective first. */
    static List<Comparison> of(Overview overview) {
        List<Comparison> rows = new ArrayList<>();
        Optional<Trial> best = overview.best();
        if (best.isEmpty()) {
            return rows;
        }
        Optional<Trial> baseline = overview.baseline().filter(b -> !b.id().equals(best.get().id()));
        String objective = overview.spec().objective().metric();
        for (String metric : overview.goalMetrics()) {
            double value = overview.value(best.get(), metric);
            double other = baseline.map(b -> overview.value(b, metric)).orElse(Double.NaN);
            rows.add(new Comparison(validation(metric), Numbers.metric(value),
                    baseline.isEmpty() ? "" : Numbers.metric(other),
                    Double.isNaN(other) ? "" : Numbers.signed(value - other)));
        }
        Optional<TestResult> test = overview.testOf(best.get());
        Optional<TestResult> baselineTest = baseline.flatMap(overview::testOf);
        test.ifPresent(result -> {
            List<String> metrics = new ArrayList<>(result.metrics().keySet());
            if (metrics.remove(objective)) {
                metrics.add(0, objective);
            }
            for (String metric : metrics) {
                boolean intervals = hasIntervals(overview, metric);
                rows.add(new Comparison(
                        "test " + metric,
                        text(Optional.of(result.metrics().get(metric)), false, intervals),
                        text(baselineTest.map(b -> b.metrics().get(metric)), false, intervals),
                        text(Optional.ofNullable(result.advantage().get(metric)), true, intervals)));
            }
        });
        return rows;
    }

    /** A goal's metric by its name in reports. */
    static String validation(String metric) {
        // A training's losses say themselves which rows they are of.
        return CostMetric.ofKey(metric).isPresent() || LOSSES.contains(metric) ? metric : "validation " + metric;
    }

    /** Whether a study's test metric is shown with intervals. */
    static boolean hasIntervals(Overview overview, String metric) {
        return brackets(overview).isPresent() && Metric.ofKey(metric).map(Metric::hasInterval).orElse(true);
    }

    private static String text(Optional<Estimate> estimate, boolean signed, boolean intervals) {
        if (!intervals) {
            return estimate.map(Estimate::value).map(x -> signed ? Numbers.signed(x) : Numbers.metric(x)).orElse("");
        }
        return estimate.map(e -> signed ? Numbers.signed(e) : Numbers.estimate(e)).orElse("");
    }
}

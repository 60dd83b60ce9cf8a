package org.whittle.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.whittle.goal.Estimate;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.work.TestResult;

/** Holds a study's test results against its gate. */
public final class GateCheck {

    private GateCheck() {
    }

    /**
     * What the final model misses, a sentence each; empty if the gate is met.
     *
     * @param results of the winner, and of the baseline unless it is the winner
     */
    public static List<String> unmet(Gate gate, Objective objective, List<TestResult> results) {
        List<String> unmet = new ArrayList<>();
        SortedMap<String, Estimate> winner = results.get(0).metrics();
        for (Map.Entry<String, Double> bound : gate.above().entrySet()) {
            double value = value(winner, bound.getKey());
            if (!(value >= bound.getValue())) {
                unmet.add(sentence(bound.getKey(), value, "at least", bound.getValue()));
            }
        }
        for (Map.Entry<String, Double> bound : gate.below().entrySet()) {
            double value = value(winner, bound.getKey());
            if (!(value <= bound.getValue())) {
                unmet.add(sentence(bound.getKey(), value, "at most", bound.getValue()));
            }
        }
        if (gate.betterThanBaseline()) {
            if (results.get(0).trial().equals(TrialId.BASELINE)) {
                unmet.add("gate: the winner is the baseline itself.");
            } else if (results.size() > 1) {
                double value = value(winner, objective.metric());
                double baseline = value(results.get(1).metrics(), objective.metric());
                if (!objective.isBetter(value, baseline)) {
                    unmet.add(String.format(Locale.ROOT,
                            "gate: test %s is %.6g, not better than the baseline's %.6g.", objective.metric(), value,
                            baseline));
                }
            }
        }
        if (gate.worseThanBaseline() == Gate.WorseThanBaseline.FAIL) {
            Warnings.worseThanBaseline(objective, results).ifPresent(worse -> unmet.add("gate: " + worse));
        }
        return unmet;
    }

    private static double value(SortedMap<String, Estimate> metrics, String metric) {
        Estimate estimate = metrics.get(metric);
        return estimate == null ? Double.NaN : estimate.value();
    }

    private static String sentence(String metric, double value, String relation, double bound) {
        String is = Double.isNaN(value) ? "undefined on the test rows" : String.format(Locale.ROOT, "%.6g", value);
        return "gate: test %s is %s; it must be %s %s.".formatted(metric, is, relation, bound);
    }
}

package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.Estimate;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.work.TestResult;

class GateCheckTest {

    private static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);

    private static final TestResult WINNER = new TestResult(new TrialId(4),
            new TreeMap<>(Map.of("accuracy", new Estimate(0.9, 0.8, 1), "log-loss", new Estimate(0.25, 0.2, 0.3))),
            new TreeMap<>(Map.of("accuracy", new Estimate(-0.05, -0.09, -0.01))));

    @Test
    void aBoundIsMetByTheBoundItself() {
        assertThat(unmet(above("accuracy", 0.9), WINNER)).isEmpty();
        assertThat(unmet(below("log-loss", 0.25), WINNER)).isEmpty();
    }

    @Test
    void whatMissesABoundIsSaidWithTheValueAndTheBound() {
        assertThat(unmet(above("accuracy", Math.nextUp(0.9)), WINNER)).containsExactly(
                "gate: test accuracy is 0.900000; it must be at least 0.9000000000000001.");
        assertThat(unmet(below("log-loss", 0.2), WINNER)).containsExactly(
                "gate: test log-loss is 0.250000; it must be at most 0.2.");
    }

    @Test
    void aMetricThatWasNotMeasuredMeetsNothing() {
        assertThat(unmet(above("roc-auc", 0), WINNER))
                .containsExactly("gate: test roc-auc is undefined on the test rows; it must be at least 0.0.");
        assertThat(unmet(below("roc-auc", 1), WINNER)).hasSize(1);
    }

    @Test
    void betterThanTheBaselineMeansStrictly() {
        Gate better = new Gate(new TreeMap<>(), new TreeMap<>(), true);
        assertThat(unmet(better, WINNER, baseline(0.89))).isEmpty();
        assertThat(unmet(better, WINNER, baseline(0.9)))
                .containsExactly("gate: test accuracy is 0.900000, not better than the baseline's 0.900000.");
        assertThat(unmet(better, WINNER)).as("a baseline that could not be trained is beaten").isEmpty();
        assertThat(unmet(better, baseline(0.9))).containsExactly("gate: the winner is the baseline itself.");
        assertThat(unmet(Gate.NONE, WINNER, baseline(0.95))).isEmpty();
    }

    @Test
    void worseThanTheBaselineByTheIntervalFailsTheGateIfItIsToldTo() {
        Gate fail = new Gate(new TreeMap<>(), new TreeMap<>(), false, Gate.WorseThanBaseline.FAIL);
        assertThat(unmet(fail, WINNER, baseline(0.95))).hasSize(1).allMatch(line -> line.startsWith("gate: "));
        TestResult unsure = new TestResult(WINNER.trial(), WINNER.metrics(),
                new TreeMap<>(Map.of("accuracy", new Estimate(-0.05, -0.11, 0.01))));
        assertThat(unmet(fail, unsure, baseline(0.95))).isEmpty();
    }

    private static List<String> unmet(Gate gate, TestResult... results) {
        return GateCheck.unmet(gate, ACCURACY, List.of(results));
    }

    private static Gate above(String metric, double bound) {
        return new Gate(new TreeMap<>(Map.of(metric, bound)), new TreeMap<>(), false);
    }

    private static Gate below(String metric, double bound) {
        return new Gate(new TreeMap<>(), new TreeMap<>(Map.of(metric, bound)), false);
    }

    private static TestResult baseline(double accuracy) {
        return new TestResult(TrialId.BASELINE, new TreeMap<>(Map.of("accuracy", new Estimate(accuracy, 0, 1))),
                new TreeMap<>());
    }
}

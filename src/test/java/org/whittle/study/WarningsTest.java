package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.trial.Direction;
import org.whittle.trial.Estimate;
import org.whittle.trial.Objective;
import org.whittle.trial.TestResult;
import org.whittle.trial.TrialId;

class WarningsTest {

    private static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);
    private static final Objective RMSE = new Objective("rmse", Direction.MINIMIZE);

    @Test
    void aWinnerIsWorseOnlyIfTheWholeIntervalIs() {
        assertThat(worse(ACCURACY, "accuracy", -0.187, -0.006)).isTrue();
        assertThat(worse(ACCURACY, "accuracy", -0.187, 0)).isFalse();
        assertThat(worse(ACCURACY, "accuracy", 0.001, 0.02)).isFalse();
        assertThat(worse(RMSE, "rmse", 0.1, 0.4)).isTrue();
        assertThat(worse(RMSE, "rmse", -0.1, 0.4)).isFalse();
        assertThat(worse(RMSE, "rmse", -0.4, -0.1)).isFalse();
        assertThat(worse(ACCURACY, "accuracy", Double.NaN, Double.NaN)).as("too few rows for an interval").isFalse();
    }

    @Test
    void aLossOfTrainingIsJudgedByTheLossThatTestRowsHave() {
        Objective loss = new Objective("validation-loss", Direction.MINIMIZE);
        assertThat(worse(loss, "log-loss", 0.1, 0.4)).isTrue();
        assertThat(worse(loss, "rmse", -0.4, -0.1)).isFalse();
        assertThat(worse(loss, "accuracy", -0.4, -0.1)).isFalse();
    }

    @Test
    void nothingIsComparedBeforeTheTestOrWithoutABaseline() {
        assertThat(Warnings.worseThanBaseline(ACCURACY, List.of())).isEmpty();
        assertThat(Warnings.worseThanBaseline(ACCURACY,
                List.of(new TestResult(TrialId.BASELINE, new TreeMap<>(), new TreeMap<>())))).isEmpty();
    }

    @Test
    void failsTheGateIfThatIsAskedFor() {
        List<TestResult> results = results("accuracy", -0.187, -0.006);
        assertThat(GateCheck.unmet(Gate.NONE, ACCURACY, results)).isEmpty();
        Gate fail = new Gate(new TreeMap<>(), new TreeMap<>(), false, Gate.WorseThanBaseline.FAIL);
        assertThat(GateCheck.unmet(fail, ACCURACY, results)).singleElement().asString()
                .contains("worse than the baseline", "[-0.1870, -0.006000]");
        assertThat(GateCheck.unmet(fail, ACCURACY, results("accuracy", -0.187, 0.006))).isEmpty();
    }

    @Test
    void aCodeIsForPrograms() {
        assertThatThrownBy(() -> new Warning("Worse than baseline", "It is.")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Warning("worse", "One line.\nAnother.")).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean worse(Objective objective, String metric, double low, double high) {
        return Warnings.worseThanBaseline(objective, results(metric, low, high)).isPresent();
    }

    private static List<TestResult> results(String metric, double low, double high) {
        return List.of(new TestResult(new TrialId(3), new TreeMap<>(),
                        new TreeMap<>(Map.of(metric, new Estimate((low + high) / 2, low, high)))),
                new TestResult(TrialId.BASELINE, new TreeMap<>(), new TreeMap<>()));
    }
}

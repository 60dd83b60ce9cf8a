package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.work.History;
import org.whittle.work.Observation;

class ForecastTest {

    private static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);

    @Test
    void atTheLargestBudgetTheForecastIsTheLoss() {
        List<Forecast> forecasts = Forecast.of(history(9, 0, x -> x, x -> x));

        assertThat(forecasts).hasSize(9).allSatisfy(f -> assertThat(f.trust()).isEqualTo(1));
        assertThat(forecasts.get(2).loss()).isEqualTo(-0.2);
    }

    @Test
    void aLineLeadsFromASmallBudgetToALargeOne() {
        // Accuracies double between the budgets.
        List<Forecast> forecasts = Forecast.of(history(60, 40, x -> 0.01 * x, x -> 0.02 * x));

        assertThat(forecasts).hasSize(60);
        // Seen at the small budget only, as 0.01; two imagined pairs of slope 1 beside 40 of slope 2 flatten the line.
        assertThat(forecasts.get(10).loss()).isCloseTo(-0.02, within(0.004));
        assertThat(forecasts.get(5).trust()).isBetween(0.9, 1.0);
    }

    @Test
    void whatABudgetSaysNothingAboutIsNotTrusted() {
        // What is best after one epoch is neither good nor bad in the end.
        List<Forecast> forecasts = Forecast.of(history(60, 40, x -> x, x -> x % 0.4 < 0.2 ? 1 : 0));

        assertThat(forecasts.get(0).trust()).isLessThan(0.2);
        assertThat(forecasts.get(59).trust()).isEqualTo(1);
    }

    @Test
    void withoutPairsThereIsNoForecastForASmallBudget() {
        List<Observation> observations = new ArrayList<>(history(6, 0, x -> x, x -> x).observations());
        observations.add(new Observation(new TrialId(6), configuration(0.6), 9, 0.9));

        assertThat(Forecast.of(history(observations))).extracting(Forecast::trial).containsExactly(new TrialId(6));
    }

    @Test
    void divergedTrialsAreTheWorst() {
        List<Observation> observations = new ArrayList<>(history(3, 0, x -> x, x -> x).observations());
        observations.add(new Observation(new TrialId(3), configuration(0.3), 1, 0.9));
        observations.add(new Observation(new TrialId(3), configuration(0.3), 3, Double.NaN));
        List<Forecast> forecasts = Forecast.of(history(observations));

        assertThat(forecasts).hasSize(4);
        assertThat(forecasts.get(3).completed()).isFalse();
        assertThat(forecasts.get(3).trust()).isEqualTo(1);
    }

    /** Trials 0 to n − 1 of accuracies f(0), f(0.1), … at one epoch, the last {@code promoted} seen at three too. */
    private static History history(int n, int promoted, DoubleUnaryOperator first, DoubleUnaryOperator second) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            observations.add(new Observation(new TrialId(i), configuration(i / 10.0), 1,
                    first.applyAsDouble(i / 10.0)));
        }
        for (int i = n - promoted; i < n; i++) {
            observations.add(new Observation(new TrialId(i), configuration(i / 10.0), 3,
                    second.applyAsDouble(i / 10.0)));
        }
        return history(observations);
    }

    private static History history(List<Observation> observations) {
        int n = observations.stream().mapToInt(o -> o.trial().value()).max().orElse(-1) + 1;
        List<Configuration> proposed = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            proposed.add(configuration(i / 10.0));
        }
        return new History(ACCURACY, 27, proposed, observations);
    }

    private static Configuration configuration(double x) {
        return Configuration.of(Map.of("x", x));
    }
}

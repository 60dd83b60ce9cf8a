package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.space.Configuration;

class TrialCostTest {

    private static final TrialCost COST =
            new TrialCost(new TreeMap<>(Map.of("layers", 2, "units", 64, "batch-size", 32)), 64, 10, 3200);

    @Test
    void reproducesTheMeasurementsItIsCalibratedWith() {
        double small = 3200 / COST.epoch(of(Map.of("units.1", 32, "units.2", 16)));
        double large = 3200 / COST.epoch(of(Map.of("units.1", 256, "units.2", 128)));

        // Rows a second; within what two runs on one machine differ by.
        assertThat(small).isCloseTo(72_000, within(7_200.0));
        assertThat(large).isCloseTo(48_000, within(4_800.0));
    }

    @Test
    void followsTheFormula() {
        // 100 steps of 3 linear layers; 64·64 + 64·64 + 64·10 weights.
        assertThat(COST.epoch(of(Map.of()))).isCloseTo(100 * (100e-6 + 3 * 110e-6) + 3200 * 6 * 8832 / 40e9,
                within(1e-12));
    }

    @Test
    void whatTheConfigurationDoesNotSetComesFromTraining() {
        assertThat(COST.epoch(of(Map.of("units", 64, "dropout", 0.5)))).isEqualTo(COST.epoch(of(Map.of())));
    }

    @Test
    void smallBatchesCostMore() {
        assertThat(COST.epoch(of(Map.of("batch-size", 16)))).isGreaterThan(1.8 * COST.epoch(of(Map.of())));
    }

    @Test
    void theLastBatchCountsEvenIfItIsSmall() {
        assertThat(COST.epoch(of(Map.of("batch-size", 3199)))).isEqualTo(COST.epoch(of(Map.of("batch-size", 1600))));
    }

    @Test
    void aNetworkWithoutHiddenLayersHasACost() {
        assertThat(COST.epoch(of(Map.of("layers", 0)))).isCloseTo(100 * 210e-6 + 3200 * 6 * 640 / 40e9, within(1e-12));
    }

    @Test
    void whatIsNeitherSetNorDefaultedIsAnError() {
        TrialCost none = new TrialCost(new TreeMap<>(Map.of("layers", 2, "units", 64)), 64, 10, 100);

        assertThatThrownBy(() -> none.epoch(of(Map.of()))).hasMessage("Training needs a whole number batch-size, not null");
    }

    private static Configuration of(Map<String, ?> values) {
        return Configuration.of(values);
    }
}

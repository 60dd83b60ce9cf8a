package org.whittle.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.net.Training;
import org.whittle.space.Configuration;

class CohortCostTest {

    private static final CohortCost COST = new CohortCost(
            training(Map.of("layers", 2, "units", 64, "batch-size", 32, "activation", "relu")), 64, 10, 3200);

    @ParameterizedTest(name = "{0} networks 64-{1}-{2}-10: {3} samples/s")
    @CsvSource({"1, 32, 16, 400000", "4, 32, 16, 996000", "64, 32, 16, 2180000", "1, 256, 128, 125500",
        "4, 256, 128, 145000", "16, 256, 128, 111000", "64, 256, 128, 118000"})
    void reproducesTheMeasurementsItIsCalibratedWith(int members, int first, int second, double measured) {
        double estimate = members * 3200 / COST.epoch(Collections.nCopies(members,
                of(Map.of("units.1", first, "units.2", second))));

        // Two runs of the benchmark differ by a tenth, and the formula has seven constants for all shapes.
        assertThat(estimate).isCloseTo(measured, Percentage.withPercentage(25));
    }

    @Test
    void followsTheFormula() {
        // 100 steps of 2 hidden layers, one output layer and 2 runs; 64·64 + 64·64 + 64·10 weights, 138 units.
        double calls = 100 * (15e-6 + 3 * 15e-6 + 2 * 8e-6);
        double member = 3200 * (6 * 8832 / 60e9 + 138 * 4e-9) + 100 * 0.5e-9 * (8832 + 138);
        assertThat(COST.epoch(List.of(of(Map.of())))).isCloseTo(calls + member, within(1e-12));
        assertThat(COST.epoch(Collections.nCopies(5, of(Map.of())))).isCloseTo(calls + 5 * member, within(1e-12));
    }

    @Test
    void membersArePaidForAsWideAsTheWidest() {
        Configuration narrow = of(Map.of("units", 16));
        Configuration wide = of(Map.of("units", 128));

        assertThat(COST.epoch(List.of(narrow, wide))).isEqualTo(COST.epoch(List.of(wide, wide)));
    }

    @Test
    void depthsAreNotPaddedButComputedApart() {
        Configuration shallow = of(Map.of("layers", 1));
        Configuration deep = of(Map.of("layers", 3));

        double together = COST.epoch(List.of(shallow, deep));
        assertThat(together).isLessThan(COST.epoch(List.of(shallow)) + COST.epoch(List.of(deep)))
                .isLessThan(COST.epoch(List.of(deep, deep)));
    }

    @Test
    void otherActivationsAreComputedApart() {
        assertThat(COST.epoch(List.of(of(Map.of()), of(Map.of("activation", "tanh")))))
                .isCloseTo(COST.epoch(List.of(of(Map.of()), of(Map.of()))) + 100 * 2 * 8e-6, within(1e-12));
    }

    @Test
    void memoryCountsParametersActivationsAndPredictions() {
        assertThat(COST.bytes(List.of(of(Map.of()))))
                .isEqualTo((8832 + 138) * 24.0 + 138 * 32 * 32.0 + 10 * 3200 * 12.0);
        assertThat(COST.bytes(Collections.nCopies(3, of(Map.of())))).isEqualTo(3 * COST.bytes(List.of(of(Map.of()))));
    }

    @Test
    void theLastBatchCountsEvenIfItIsSmall() {
        assertThat(COST.epoch(List.of(of(Map.of("batch-size", 3199)))))
                .isEqualTo(COST.epoch(List.of(of(Map.of("batch-size", 1600)))));
    }

    @Test
    void whatIsNeitherSetNorDefaultedIsAnError() {
        CohortCost none = new CohortCost(new TreeMap<>(Map.of("layers", 2, "units", 64)), 64, 10, 100);

        assertThatThrownBy(() -> none.epoch(List.of(of(Map.of()))))
                .hasMessageContaining("has no value");
    }

    private static SortedMap<String, Object> training(Map<String, ?> values) {
        SortedMap<String, Object> training = Training.defaults();
        training.putAll(values);
        return training;
    }

    private static Configuration of(Map<String, ?> values) {
        return Configuration.of(values);
    }
}

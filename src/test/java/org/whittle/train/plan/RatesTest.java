package org.whittle.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.net.Training;
import org.whittle.space.Configuration;
import org.whittle.work.Processor;

class RatesTest {

    @ParameterizedTest
    @EnumSource(Processor.class)
    void everyProcessorHasItsRates(Processor processor) {
        Rates rates = Rates.of(processor);
        assertThat(rates.operations()).isBetween(1e9, 1e13);
        assertThat(rates.step()).isBetween(1e-7, 1e-3);
        // What no longer fits the cache is not updated faster.
        assertThat(rates.parameterBeyondCache()).isGreaterThanOrEqualTo(rates.parameter());
    }

    @Test
    void aCostIsThatOfTheRatesThatItIsGiven() {
        CohortCost usual = new CohortCost(Training.defaults(), 64, 10, 1000);
        Rates half = new Rates(7.5e-6, 7.5e-6, 4e-6, 120e9, 2e-9, 0.25e-9, 0.8e-9, 8e6);
        CohortCost faster = new CohortCost(Training.defaults(), 64, 10, 1000, half);
        for (int members : new int[] {1, 8, 64}) {
            var cohort = Collections.nCopies(members, new Configuration(new TreeMap<>()));
            // Every rate is exactly half of the usual one, and halving is exact.
            assertThat(2 * faster.epoch(cohort)).isEqualTo(usual.epoch(cohort));
        }
    }

    @Test
    void ratesAreNumbersThatAreNotNegative() {
        assertThatThrownBy(() -> new Rates(-1, 0, 0, 1, 0, 0, 0, 0)).hasMessageContaining("not negative");
        assertThatThrownBy(() -> new Rates(0, 0, 0, 0, 0, 0, 0, 0)).hasMessageContaining("without operations");
    }
}

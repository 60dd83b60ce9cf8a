package org.whittle.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.goal.TrialId;
import org.whittle.net.Training;
import org.whittle.space.Configuration;
import org.whittle.work.Budget;
import org.whittle.work.CohortLimits;
import org.whittle.work.DeviceProfile;
import org.whittle.work.Processor;
import org.whittle.work.Start;
import org.whittle.work.TrialTask;

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

    /** A GPU's step takes as long with many networks as with one: a cohort is as large as limits allow. */
    @Test
    void aGpuIsPlannedLargerCohortsThanACore() {
        DeviceProfile card = new DeviceProfile("NVIDIA H200", 100_000, "9.0");
        Rates gpu = Rates.of(card, Processor.STANDARD);
        assertThat(Rates.of(DeviceProfile.CORE, Processor.AVX512_2M)).isEqualTo(Rates.of(Processor.AVX512_2M));
        CohortLimits limits = new CohortLimits(CohortLimits.AUTO, 1, Duration.ZERO, CohortLimits.AUTO);
        List<TrialTask> tasks = IntStream.range(0, 512).mapToObj(i -> new TrialTask(new TrialId(i), 1, 0,
                new Configuration(new TreeMap<>(Map.of("layers", 2, "units", 128))), new Start.Fresh(), new Budget(9),
                i)).toList();
        var onGpu = new BatchedCohorts(new CohortCost(Training.defaults(), 64, 10, 2000, gpu), limits.on(card))
                .plan(tasks, 9);
        var onCores = new BatchedCohorts(new CohortCost(Training.defaults(), 64, 10, 2000),
                limits.on(DeviceProfile.CORE)).plan(tasks, 9);

        assertThat(onGpu).hasSize(1);
        assertThat(onCores).hasSizeGreaterThan(8).allSatisfy(cohort -> assertThat(cohort).hasSizeLessThan(65));
        // Where little memory is left, it is what bounds them.
        assertThat(new BatchedCohorts(new CohortCost(Training.defaults(), 64, 10, 2000, gpu),
                limits.on(new DeviceProfile("NVIDIA H200", 100, "9.0"))).plan(tasks, 9)).hasSizeGreaterThan(2);
    }

    @Test
    void ratesAreNumbersThatAreNotNegative() {
        assertThatThrownBy(() -> new Rates(-1, 0, 0, 1, 0, 0, 0, 0)).hasMessageContaining("not negative");
        assertThatThrownBy(() -> new Rates(0, 0, 0, 0, 0, 0, 0, 0)).hasMessageContaining("without operations");
    }
}

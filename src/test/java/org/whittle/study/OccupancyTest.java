package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.whittle.sampler.RandomSampler;
import org.whittle.schedule.Asha;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.Scheduler;

class OccupancyTest {

    private static StudySpec study(Scheduler scheduler, int parallel) {
        return Specs.of(new RandomSampler(), scheduler, StopRules.NONE, List.of(), Specs.SPACE)
                .withParallel(parallel == 0 ? OptionalInt.empty() : OptionalInt.of(parallel));
    }

    /** The mean factor of 1,000 durations has a standard error of 0.53 / √1000 = 1.7 %; three of them. */
    @Test
    void oneSlotIsAlwaysBusyAndTakesAsLongAsAllEpochs() {
        StudySpec spec = study(new FullTraining(1_000, 100, 9), 100);
        Occupancy one = Occupancy.of(spec, 1);
        assertThat(one.busy()).isCloseTo(1, within(1e-9));
        assertThat(one.whole()).isTrue();
        assertThat(one.time() / StudyPlan.of(spec).epochs()).isCloseTo(1, within(0.05));
    }

    @Test
    void noMoreSlotsAreBusyThanTrialsAreInFlight() {
        StudySpec spec = study(new FullTraining(1_000, 1, 9), 4);
        assertThat(Occupancy.of(spec, 2).busy()).isGreaterThan(0.8);
        assertThat(Occupancy.of(spec, 40).busy()).isLessThan(0.11);
    }

    @Test
    void inTheOrderOfArrivalASlowTrialHoldsUpNobody() {
        StudySpec ordered = study(new Asha(3_000, 1, 27, 3, true), 20);
        StudySpec arrival = ordered.with(new InFlight(OptionalInt.of(20), InFlight.Order.ARRIVAL));
        assertThat(Occupancy.of(arrival, 20).busy()).isGreaterThan(0.95);
        assertThat(Occupancy.of(ordered, 20).busy()).isLessThan(Occupancy.of(arrival, 20).busy() - 0.1);
    }

    @Test
    void whatIsProposedForAWidthKeepsItBusy() {
        StudySpec spec = study(new Hyperband(1, 27, 3, 30), 36);
        assertThat(Occupancy.of(spec, 36).busy()).isLessThan(0.8);
        OptionalInt proposed = Occupancy.parallelFor(spec, 36, 0.8);
        assertThat(proposed).isPresent();
        assertThat(Occupancy.of(spec.withParallel(proposed), 36).busy()).isGreaterThanOrEqualTo(0.8);
        assertThat(Occupancy.parallelFor(study(new FullTraining(9, 3, 9), 0), 100, 0.8)).isEmpty();
    }

    /** Said by tune, for the slots that its Spark has. */
    @Test
    void aClusterThatIsTooWideForTheStudyIsToldWithTheSettingThatFillsIt() {
        StudySpec spec = study(new Hyperband(1, 27, 3, 30), 9);
        assertThat(Occupancy.ofWideCluster(spec, 4)).isEmpty();
        assertThat(Occupancy.ofWideCluster(spec, 0)).as("no executor has come yet").isEmpty();
        OptionalInt proposed = Occupancy.parallelFor(spec, 100, 0.8);
        assertThat(Occupancy.ofWideCluster(spec, 100)).hasValueSatisfying(line -> assertThat(line)
                .startsWith("Spark has 100 slots, ").contains("--set search.parallel=" + proposed.getAsInt()));
        assertThat(Occupancy.ofWideCluster(study(new FullTraining(9, 3, 9), 0), 100)).hasValueSatisfying(
                line -> assertThat(line).contains("too few trials"));
    }

    @Test
    void aLongStudyIsSimulatedInPart() {
        Occupancy part = Occupancy.of(study(new FullTraining(1_000_000, 100, 1), 0), 10);
        assertThat(part.whole()).isFalse();
        assertThat(part.busy()).isGreaterThan(0.8).isLessThanOrEqualTo(1);
    }
}

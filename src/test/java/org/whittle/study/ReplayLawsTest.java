package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.MedianStopping;
import org.whittle.schedule.OverFolds;
import org.whittle.schedule.PopulationBasedTraining;
import org.whittle.schedule.Scheduler;
import org.whittle.schedule.SuccessiveHalving;

/** What holds of every study, whatever sampler, scheduler and stop rule: its ledger tells it, from any point on. */
class ReplayLawsTest {

    @Property(tries = 25, seed = "41")
    void resumedAtAnyEventAStudyEndsAsIfNothingHadHappened(@ForAll("studies") StudySpec spec, @ForAll Random random)
            throws Exception {
        MemoryLedger whole = new MemoryLedger();
        StudyTest.run(spec, failing(1), whole);
        MemoryLedger killed = new MemoryLedger(random.nextInt(whole.commits()));
        SyntheticCluster first = failing(2);
        assertThatThrownBy(() -> StudyTest.run(spec, first, killed)).isInstanceOf(MemoryLedger.Killed.class);
        killed.reviveFor(Integer.MAX_VALUE);
        StudyTest.run(spec, failing(3).withCheckpointsOf(first), killed);
        assertThat(StudyTest.timeless(killed)).isEqualTo(StudyTest.timeless(whole));
    }

    /** Every prefix is a study that tells a part of what the whole tells, and nothing else. */
    @Property(tries = 15, seed = "42")
    void everyPrefixTellsAPartOfTheStudy(@ForAll("studies") StudySpec spec) throws Exception {
        MemoryLedger ledger = new MemoryLedger();
        StudyTest.run(spec, failing(1), ledger);
        List<LedgerEvent> events = ledger.read();
        List<Trial> all = new StudyState(events).trials();
        int told = 0;
        for (int n = 1; n <= events.size(); n++) {
            List<Trial> trials = new StudyState(events.subList(0, n)).trials();
            assertThat(trials.size()).isBetween(told, all.size());
            told = trials.size();
            for (int i = 0; i < told; i++) {
                assertThat(trials.get(i).id()).isEqualTo(all.get(i).id());
                assertThat(trials.get(i).configuration()).isEqualTo(all.get(i).configuration());
                int epochs = trials.get(i).curve().epochs().size();
                if (trials.get(i).folds() < all.get(i).folds()) {
                    // The means are over more folds since.
                    continue;
                }
                assertThat(trials.get(i).curve().epochs()).isEqualTo(all.get(i).curve().epochs().subList(0, epochs));
            }
        }
        assertThat(told).isEqualTo(all.size());
    }

    private static SyntheticCluster failing(long delays) {
        return new SyntheticCluster(delays, task -> task.id().value() % 7 == 3 ? "diverged"
                : task.id().value() % 11 == 5 ? "too large" : null);
    }

    @Provide
    Arbitrary<StudySpec> studies() {
        Arbitrary<Scheduler> schedulers = Arbitraries.of(
                new Hyperband(1, 9, 3, 1),
                new SuccessiveHalving(9, 1, 9, 3, 2),
                new FullTraining(12, 4, 3),
                new MedianStopping(12, 6, 8, 2, 2),
                new PopulationBasedTraining(6, 6, 2),
                new OverFolds(new Hyperband(1, 9, 3, 1), 3),
                new OverFolds(new SuccessiveHalving(9, 1, 9, 3, 2), 4, 1));
        Arbitrary<Sampler> samplers = Arbitraries.of(new RandomSampler(), new TpeSampler());
        Arbitrary<StopRules> rules = Arbitraries.of(
                StopRules.NONE, Specs.trials(8), Specs.epochs(60), Specs.target(0.6), Specs.plateau(4, 0.01));
        return Combinators.combine(samplers, schedulers, rules).as((sampler, scheduler, stop) ->
                Specs.of(sampler, scheduler, stop, List.of(), Specs.SPACE));
    }
}

package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Keep;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.TrialOutcome;

class StopMonitorTest {

    private Standings standings;
    private StopMonitor monitor;

    @Test
    void aPlateauIsCountedFromTheLastGainByMoreThanEpsilon() {
        watch(Specs.hyperband(Specs.plateau(3, 0.01)));
        assertThat(ends(1, 0.5)).isEmpty();
        assertThat(ends(2, 0.6)).as("better: a gain").isEmpty();
        assertThat(ends(3, 0.4)).isEmpty();
        assertThat(ends(4, 0.605)).as("better by less than epsilon: none").isEmpty();
        assertThat(ends(5, 0.62)).as("better than the last gain by more").isEmpty();
        assertThat(ends(6, 0.1)).isEmpty();
        assertThat(ends(7, 0.62)).isEmpty();
        assertThat(ends(8, 0.3)).hasValueSatisfying(stop -> {
            assertThat(stop.reason())
                    .isEqualTo("plateau: the last 3 trials brought no gain of accuracy above 0.01 "
                            + "(stop.plateau.trials is 3, best 0.620000)");
            assertThat(stop.finalists()).isTrue();
        });
    }

    @Test
    void worseIsNoGain() {
        watch(Specs.keeping(Keep.LAST_EPOCH, Specs.hyperband(Specs.plateau(3, 0.01))));
        assertThat(goesOn(1, 0.9)).isEmpty();
        assertThat(ends(2, 0.2)).isEmpty();
        assertThat(ends(3, 0.2)).isEmpty();
        // The best trial shows less in its last epoch now: what is best has become worse, by far more than epsilon.
        assertThat(after(StandingsTest.completed(1, 1, false, 2, 0.5), Verdict.FINISHED))
                .hasValueSatisfying(stop -> assertThat(stop.reason()).startsWith("plateau: the last"));
    }

    @Test
    void trialsThatGoOnDoNotCountTowardsAPlateau() {
        watch(Specs.hyperband(Specs.plateau(2, 0.01)));
        assertThat(goesOn(1, 0.9)).isEmpty();
        assertThat(goesOn(2, 0.3)).isEmpty();
        assertThat(goesOn(3, 0.3)).isEmpty();
        assertThat(ends(4, 0.3)).isEmpty();
        assertThat(ends(5, 0.3)).isPresent();
    }

    @Test
    void theTargetIsReachedByTheTargetItself() {
        watch(Specs.hyperband(Specs.target(0.75)));
        assertThat(ends(1, Math.nextDown(0.75))).isEmpty();
        assertThat(ends(2, 0.75)).hasValueSatisfying(stop -> {
            assertThat(stop.reason()).isEqualTo("target reached: accuracy 0.750000 (stop.target is 0.75)");
            assertThat(stop.finalists()).isFalse();
        });
    }

    private void watch(StudySpec spec) {
        standings = new Standings(spec.objectives());
        monitor = new StopMonitor(spec, standings);
    }

    private Optional<StopMonitor.Stop> ends(int trial, double accuracy) {
        return after(StandingsTest.completed(trial, 0, false, 1, accuracy), Verdict.STOPPED);
    }

    private Optional<StopMonitor.Stop> goesOn(int trial, double accuracy) {
        return after(StandingsTest.completed(trial, 0, false, 1, accuracy), Verdict.PROMOTED);
    }

    private Optional<StopMonitor.Stop> after(TrialOutcome outcome, Verdict verdict) {
        standings.note(outcome);
        return monitor.afterRung(new RungFinished(1, outcome.rung(), 1, List.of(outcome),
                List.of(new Decision(new TrialId(outcome.trial().value()), verdict, "because")), 1, 0), () -> {
                    throw new AssertionError("not asked for");
                }, Optional::empty);
    }
}

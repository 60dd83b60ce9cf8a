package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Keep;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.work.Execution;
import org.whittle.work.TrialOutcome;

class StandingsTest {

    private static final Execution SOMEWHERE = new Execution("host", "cpu", "c", 0, 1, 1);
    private static final Objectives ACCURACY = Objectives.of(new Objective("accuracy", Direction.MAXIMIZE));

    @Test
    void aTrialThatRanOutOfPatienceIsWorthItsBestEpochWhateverTheStudyKeeps() {
        Standings last = new Standings(ACCURACY.keeping(Keep.LAST_EPOCH));
        assertThat(last.note(completed(1, 0, true, 1, 0.9, 0.3)))
                .isEqualTo(new Standing(new TrialId(1), List.of(0.9), 1));
        assertThat(last.note(completed(2, 0, false, 1, 0.9, 0.4)))
                .isEqualTo(new Standing(new TrialId(2), List.of(0.4), 2));
        assertThat(last.ranked().stream().map(s -> s.trial().value())).containsExactly(1, 2);
    }

    @Test
    void aTrialsWorthIsThatOfItsWholeCurve() {
        Standings standings = new Standings(ACCURACY);
        standings.note(completed(1, 0, false, 1, 0.5, 0.8));
        assertThat(standings.note(completed(1, 1, false, 3, 0.7, 0.6)))
                .isEqualTo(new Standing(new TrialId(1), List.of(0.8), 2));
        assertThat(standings.best()).contains(new Standing(new TrialId(1), List.of(0.8), 2));
        TrialOutcome broken = new TrialOutcome.Diverged(new TrialId(1), 1, 2, List.of(), "NaN", SOMEWHERE);
        assertThat(standings.note(broken).completed()).isFalse();
        assertThat(standings.best()).isEmpty();
        assertThat(standings.of(new TrialId(2))).isEmpty();
        assertThat(standings.of(new TrialId(1))).isPresent();
    }

    static TrialOutcome completed(int trial, int rung, boolean stoppedEarly, int first, double... accuracies) {
        return new TrialOutcome.Completed(
                new TrialId(trial),
                1,
                rung,
                IntStream.range(0, accuracies.length)
                        .mapToObj(
                                i -> new EpochRecord(first + i, new TreeMap<>(Map.of("accuracy", accuracies[i])), 0.1))
                        .toList(),
                "checkpoint",
                stoppedEarly,
                Double.NaN,
                SOMEWHERE);
    }
}

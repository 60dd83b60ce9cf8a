package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.Execution;
import org.whittle.work.TrialOutcome;

/** Three trials, of which one is promoted from rung to rung; the second attempt of a task left files behind, too. */
class CheckpointKeeperTest {

    private static final Execution WHERE = new Execution("here", "cpu", "1.0.0", 0, 0.1, 0.1);

    private final MemoryFiles files = new MemoryFiles();
    private final CheckpointKeeper keeper = new CheckpointKeeper(files);

    @BeforeEach
    void anotherBracketIsNotTouched() {
        files.write(SyntheticCluster.checkpoint(2, 0, new TrialId(9)), new byte[0]);
    }

    @Test
    void losersGoAtOnceAndTheRungBeforeAsAWhole() {
        RungFinished first = rung(0, List.of(1, 2, 3), Verdict.PROMOTED);
        keeper.afterCommit(first);
        assertThat(files.list("checkpoints/bracket=1/rung=0")).containsExactly("trial=1.attempt-0.safetensors",
                "trial=1.attempt-1.safetensors", "trial=2.attempt-1.safetensors", "trial=3.attempt-1.safetensors");

        keeper.afterCommit(rung(1, List.of(1), Verdict.PROMOTED));
        assertThat(files.list("checkpoints/bracket=1")).containsExactly("rung=1");

        keeper.afterCommit(rung(2, List.of(1), Verdict.FINISHED));
        assertThat(files.list("checkpoints")).containsExactly("bracket=2");
    }

    @Test
    void whatWasDeletedBeforeTheDriverDiedIsNotMissed() {
        RungFinished first = rung(0, List.of(1, 2, 3), Verdict.PROMOTED);
        keeper.afterCommit(first);
        keeper.afterCommit(first);
        assertThat(files.exists(SyntheticCluster.checkpoint(1, 0, new TrialId(1)))).isTrue();
    }

    @Test
    void theStudyDirectoryOutlivesATrialWithoutACheckpoint() {
        keeper.afterCommit(new RungFinished(
                1,
                0,
                1,
                List.of(
                        new TrialOutcome.Completed(
                                new TrialId(1), 1, 0, List.of(), TrialOutcome.NO_CHECKPOINT, false, Double.NaN, WHERE),
                        new TrialOutcome.Completed(
                                new TrialId(2), 1, 0, List.of(), TrialOutcome.NO_CHECKPOINT, false, Double.NaN, WHERE)),
                List.of(
                        new Decision(new TrialId(1), Verdict.PROMOTED, "a reason"),
                        new Decision(new TrialId(2), Verdict.STOPPED, "a reason")),
                1,
                0));
        assertThat(files.list("checkpoints")).containsExactly("bracket=2");
    }

    /** All have completed; what becomes of the first is given, and the others are stopped. */
    private RungFinished rung(int rung, List<Integer> trials, Verdict first) {
        List<TrialOutcome> outcomes = new ArrayList<>();
        List<Decision> decisions = new ArrayList<>();
        for (int trial : trials) {
            String checkpoint = SyntheticCluster.checkpoint(1, rung, new TrialId(trial));
            files.write(checkpoint, new byte[0]);
            files.write(checkpoint.replace("attempt-0", "attempt-1"), new byte[0]);
            outcomes.add(new TrialOutcome.Completed(
                    new TrialId(trial), 1, rung, List.of(), checkpoint, false, Double.NaN, WHERE));
            decisions.add(
                    new Decision(new TrialId(trial), trial == trials.get(0) ? first : Verdict.STOPPED, "a reason"));
        }
        return new RungFinished(1, rung, rung + 1, outcomes, decisions, 1, 0);
    }
}

package org.whittle.study;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Decision;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.CheckpointPath;
import org.whittle.work.FileStore;
import org.whittle.work.TrialOutcome;

/**
 * Deletes checkpoints that no rung can need any more. Called after a rung was committed, so that a driver that dies in
 * between finds either the ledger's answer or the checkpoint.
 *
 * <p>Losers' go one by one and at once; what other attempts left behind goes with {@linkplain CheckpointPath the rung's
 * directory}, as soon as the next rung has ended.
 */
final class CheckpointKeeper {

    private final FileStore files;

    CheckpointKeeper(FileStore files) {
        this.files = files;
    }

    void afterCommit(RungFinished rung) {
        Set<TrialId> promoted = rung.decisions().stream().filter(decision -> decision.verdict().mayGoOn())
                .map(Decision::trial).collect(Collectors.toCollection(LinkedHashSet::new));
        if (promoted.isEmpty()) {
            delete(CheckpointPath.ofBracket(rung.bracket()));
            return;
        }
        if (rung.rung() > 0) {
            delete(CheckpointPath.ofRung(rung.bracket(), rung.rung() - 1));
        }
        for (TrialOutcome outcome : rung.ofTasks()) {
            if (outcome instanceof TrialOutcome.Completed completed && !promoted.contains(completed.trial())
                    && !completed.checkpoint().equals(TrialOutcome.NO_CHECKPOINT)) {
                delete(completed.checkpoint());
            }
        }
    }

    /** Deletes what trials keep that wait, when the search is over: they wait for nothing any more. */
    void afterSearch(Set<Integer> brackets) {
        brackets.forEach(bracket -> delete(CheckpointPath.ofBracket(bracket)));
    }

    private void delete(String path) {
        try {
            files.delete(path);
        } catch (IOException e) {
            throw InfrastructureException.of("Cannot delete the checkpoint %s".formatted(files.locate(path)), e);
        }
    }
}

package org.whittle.study;

import java.io.IOException;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.trial.FileStore;

/**
 * Deletes checkpoints that no rung can need any more. Called after a rung was committed, so that a driver that dies in
 * between finds either the ledger's answer or the checkpoint.
 */
final class CheckpointKeeper {

    private final FileStore files;

    CheckpointKeeper(FileStore files) {
        this.files = files;
    }

    void afterCommit(RungFinished rung) {
        for (Decision decision : rung.decisions()) {
            String trial = "checkpoints/trial=" + decision.trial();
            delete(decision.verdict() == Verdict.PROMOTED ? trial + "/rung=" + (rung.rung() - 1) : trial);
        }
    }

    private void delete(String path) {
        try {
            files.delete(path);
        } catch (IOException e) {
            throw new InfrastructureException("Cannot delete the checkpoint %s: %s"
                    .formatted(files.locate(path), e.getMessage()), e);
        }
    }
}

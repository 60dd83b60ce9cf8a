package org.whittle.train.own;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder on this node for as long as a trial trains here.
 *
 * @param checkpoint its inner folder, empty at first
 */
record TrialFolder(Path checkpoint) implements AutoCloseable {

    static TrialFolder make() throws IOException {
        return new TrialFolder(Files.createDirectory(Files.createTempDirectory("whittle-trial-").toAbsolutePath()
                .resolve("checkpoint")));
    }

    @Override
    public void close() {
        try {
            CheckpointArchive.remove(checkpoint.getParent());
        } catch (IOException stillUsed) {
            // By what a trial left running, perhaps: what is in the place for temporary files costs no result.
            OwnLog.say(-1, "Cannot remove %s: %s".formatted(checkpoint.getParent(), stillUsed.getMessage()));
        }
    }
}

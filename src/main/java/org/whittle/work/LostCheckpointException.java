package org.whittle.work;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.whittle.goal.TrialId;

/**
 * Tasks cannot begin, because what they are to go on from is gone, or is not what was saved. No other place can do
 * better: only the study can, which knows how the trials came there.
 */
public final class LostCheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    private final List<TrialId> trials;

    /**
     * @param trials of the tasks
     * @param problem a sentence for people
     */
    public LostCheckpointException(List<TrialId> trials, String problem, Throwable cause) {
        super(problem, cause);
        this.trials = List.copyOf(trials);
    }

    /**
     * What a trial is to go on from.
     *
     * @throws LostCheckpointException if it is gone
     * @throws IOException if the place it is in cannot be read
     */
    public static byte[] read(FileStore files, String checkpoint, TrialId trial) throws IOException {
        try {
            return files.read(checkpoint);
        } catch (FileNotFoundException e) {
            throw new LostCheckpointException(List.of(trial), "%s is missing.".formatted(files.locate(checkpoint)), e);
        }
    }

    /** Of the tasks that cannot begin. */
    public List<TrialId> trials() {
        return trials;
    }
}

package org.whittle.work;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;

/**
 * Tasks cannot begin, because what they are to go on from is gone, or is not what was saved. No other place can do
 * better: only the study can, which knows how the trials came there.
 */
public final class LostCheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    private final List<TaskId> tasks;

    /** @param problem a sentence for people */
    public LostCheckpointException(List<TaskId> tasks, String problem, Throwable cause) {
        super(problem, cause);
        this.tasks = List.copyOf(tasks);
    }

    /**
     * What a task is to go on from.
     *
     * @throws LostCheckpointException if it is gone
     * @throws IOException if the place it is in cannot be read
     */
    public static byte[] read(FileStore files, String checkpoint, TaskId task) throws IOException {
        try {
            return files.read(checkpoint);
        } catch (FileNotFoundException e) {
            throw new LostCheckpointException(List.of(task), "%s is missing.".formatted(files.locate(checkpoint)), e);
        }
    }

    /** The tasks that cannot begin. */
    public List<TaskId> tasks() {
        return tasks;
    }
}

package org.whittle.work;

/**
 * Where checkpoints lie in the study directory: by rung, so that a rung's are deleted as a whole. A directory for each
 * trial would cost a file system more than the checkpoint in it.
 */
public final class CheckpointPath {

    private CheckpointPath() {
    }

    /** The directory of a bracket's checkpoints. */
    public static String ofBracket(int bracket) {
        return "checkpoints/bracket=" + bracket;
    }

    /** The directory of a rung's checkpoints. */
    public static String ofRung(int bracket, int rung) {
        return ofBracket(bracket) + "/rung=" + rung;
    }

    /** The file that an attempt at a task leaves of a network. */
    public static String of(TrialTask task, int attempt) {
        return of(task, attempt, "safetensors");
    }

    /** @param format ending of the file's name */
    public static String of(TrialTask task, int attempt, String format) {
        return ofRung(task.bracket(), task.rung())
                + "/trial=%s.attempt-%d.%s".formatted(task.key().name(), attempt, format);
    }
}

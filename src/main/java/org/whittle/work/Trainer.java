package org.whittle.work;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.whittle.space.Configuration;

/**
 * All that executors do with networks. It is sent to them with each stage, so it holds settings and paths but no rows,
 * weights or native memory.
 */
public interface Trainer extends Serializable {

    /** A runner for one Spark task. */
    TrialRunner runner(Place place);

    /**
     * Trains a configuration afresh on training and validation rows together, and saves the network if the task
     * {@linkplain RefitTask#admits admits} it.
     *
     * @throws IOException if data or files cannot be read or written
     */
    FinalModel refit(RefitTask task, Place place) throws IOException;

    /**
     * Measures networks on test rows. To be called after the lock box has been opened.
     *
     * @param models the winner first, the baseline second
     * @param resamples bootstrap resamples for the intervals of losses
     * @param seed of the resampling
     * @return one for each model, in their order
     */
    List<TestResult> evaluate(List<FinalModel> models, Rows test, int resamples, long seed, Place place)
            throws IOException;

    /**
     * Trains a configuration afresh on a fold's training rows alone, and asks the network about its validation rows.
     *
     * @throws UnsupportedOperationException if this trainer cannot tell of single rows; settings that need it are
     *     refused then
     * @throws IOException if data cannot be read
     */
    default HeldOut heldOut(HeldOutTask task, Place place) throws IOException {
        throw new UnsupportedOperationException("This trainer does not tell of single rows");
    }

    /** Parameters that a network of a configuration has. */
    default int parameters(Configuration configuration) {
        throw new UnsupportedOperationException("This trainer does not tell of parameters");
    }

    /**
     * Frees what this JVM holds for the trainer's study, once nobody uses it. Called where it trained, when the study
     * ends.
     */
    default void release() {
    }
}

package org.whittle.work;

import java.nio.file.Path;
import java.util.Map;
import org.whittle.space.Configuration;

/**
 * A user's own training, in place of Whittle's networks: {@code trainer.class} of the study file names a class that
 * implements this, has a public constructor without arguments, and is shipped with {@code --jars}.
 *
 * <p>An instance is made for each task, on the executor that trains it. What it throws fails the trial, with the
 * message as the reason; a thread that is interrupted should stop soon.
 */
public interface Trainable {

    /**
     * The name by which a study file can ask for it if the jar lists it in
     * {@code META-INF/services/org.whittle.work.Trainable}.
     */
    default String name() {
        return getClass().getName();
    }

    /**
     * Trains a configuration from epoch {@code from + 1} to epoch {@code to}, and leaves in the checkpoint's folder
     * whatever it takes to go on from there: on another node, perhaps, and only if the trial is promoted.
     *
     * <p>To end before {@code to} is to have stopped early: the trial keeps what it reported, and trains no further.
     *
     * @throws Exception if the configuration cannot be trained
     */
    void train(Task task, Reporter reporter) throws Exception;

    /**
     * What to train.
     *
     * @param trial number of the trial, for people
     * @param configuration the parameters of {@code space} that are active
     * @param seed from 0 to 2³¹ − 1: what is drawn from it alone is the same whenever the trial is trained
     * @param fold division into training and validation rows, from 0
     * @param from epochs that the checkpoint's folder has behind it; 0 if the folder is empty and training begins
     * @param to total epochs when the task is done, above {@code from}
     * @param checkpoint folder on this node: what the trial left there when it ended at {@code from}, and the place for
     *     what it leaves now
     * @param last whether this is the winner's (or the baseline's) last training: from nothing, on training and
     *     validation rows together, measured on test rows at its end
     * @param data where the study's prepared rows lie, as a URI; empty if the study has no {@code data}
     */
    record Task(
            int trial,
            Configuration configuration,
            long seed,
            int fold,
            int from,
            int to,
            Path checkpoint,
            boolean last,
            String data) {}

    /** Takes what a training measures. */
    interface Reporter {

        /**
         * An epoch has ended. To be called for each from {@code from + 1} on, in order.
         *
         * @param metrics on validation rows, by name: all of {@code trainer.metrics}; a value that is not finite ends
         *     the trial as diverged
         * @throws EndOfTraining to be passed on: nothing more is wanted of this training
         */
        void epoch(int epoch, Map<String, Double> metrics);

        /** What the {@linkplain Task#last last} training measured on test rows. */
        void test(Map<String, Double> metrics);
    }

    /** Ends a training whose further epochs nobody wants; thrown by a {@link Reporter} only. */
    final class EndOfTraining extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** @param why a sentence for people */
        public EndOfTraining(String why) {
            super(why, null, false, false);
        }
    }
}

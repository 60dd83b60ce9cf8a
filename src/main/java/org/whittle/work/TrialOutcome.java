package org.whittle.work;

import java.io.Serializable;
import java.util.List;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.TrialId;

/**
 * What a trial reports from a rung. A failure of training is an outcome too; only a fault of the infrastructure throws.
 *
 * <pre>
 *                    +-> Completed --(promoted)--> next rung
 *   TrialTask -> run +-> Diverged   loss or metric is NaN or infinite: ranked last, never retried
 *                    +-> Failed     cannot be built, or out of memory: ranked last, with the reason
 * </pre>
 */
public sealed interface TrialOutcome extends Serializable {

    /** The path of the checkpoint of a trial that cannot go on. */
    String NO_CHECKPOINT = "";

    /** Whose outcome it is. */
    TrialId trial();

    /** Number of the bracket; 0 is the baseline's. */
    int bracket();

    /** Index of the rung within its bracket, from 0. */
    int rung();

    /** The epochs trained in this rung only, in order. */
    List<EpochRecord> epochs();

    /** Where and how long it was trained. */
    Execution execution();

    /** Division into training and validation rows that it is of, from 0; 0 also of a mean over folds. */
    int fold();

    /** The trial on this fold. */
    default TaskId key() {
        return new TaskId(trial(), fold());
    }

    /**
     * The budget is spent, or early stopping ended the trial before.
     *
     * @param checkpoint path within the study directory from which the trial can go on; {@link #NO_CHECKPOINT} if no
     *     rung can follow, so that nobody would read it
     * @param stoppedEarly whether the trial ran out of patience; it trains no further epoch if promoted
     * @param constantLoss the training loss of the best prediction that is the same for all training rows, by the
     *     trial's loss function; {@code NaN} if it is not known
     */
    record Completed(TrialId trial, int bracket, int rung, List<EpochRecord> epochs, String checkpoint,
                     boolean stoppedEarly, double constantLoss, Execution execution, int fold) implements TrialOutcome {
        public Completed {
            epochs = List.copyOf(epochs);
        }

        /** On the only fold, or the first. */
        public Completed(TrialId trial, int bracket, int rung, List<EpochRecord> epochs, String checkpoint,
                         boolean stoppedEarly, double constantLoss, Execution execution) {
            this(trial, bracket, rung, epochs, checkpoint, stoppedEarly, constantLoss, execution, 0);
        }
    }

    /** The loss or a metric stopped being a number. */
    record Diverged(TrialId trial, int bracket, int rung, List<EpochRecord> epochs, String reason,
                    Execution execution, int fold) implements TrialOutcome {
        public Diverged {
            epochs = List.copyOf(epochs);
        }

        /** On the only fold, or the first. */
        public Diverged(TrialId trial, int bracket, int rung, List<EpochRecord> epochs, String reason,
                  Execution execution) {
            this(trial, bracket, rung, epochs, reason, execution, 0);
        }
    }

    /** The configuration could not be trained. */
    record Failed(TrialId trial, int bracket, int rung, List<EpochRecord> epochs, String reason,
                  Execution execution, int fold) implements TrialOutcome {
        public Failed {
            epochs = List.copyOf(epochs);
        }

        /** On the only fold, or the first. */
        public Failed(TrialId trial, int bracket, int rung, List<EpochRecord> epochs, String reason,
                  Execution execution) {
            this(trial, bracket, rung, epochs, reason, execution, 0);
        }
    }
}

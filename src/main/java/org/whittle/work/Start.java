package org.whittle.work;

import java.io.Serializable;

/** Where a task's training begins. */
public sealed interface Start extends Serializable {

    /** From initial weights. */
    record Fresh() implements Start {
    }

    /**
     * From what an earlier rung saved.
     *
     * @param checkpoint path within the study directory
     * @param copied whether another trial saved it: its weights and its optimizer's state go on with the task's own
     *     configuration, and the wait for a gain begins anew
     */
    record Resume(String checkpoint, boolean copied) implements Start {

        /** The trial's own checkpoint. */
        public Resume(String checkpoint) {
            this(checkpoint, false);
        }
    }
}

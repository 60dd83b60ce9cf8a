package org.whittle.trial;

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
     */
    record Resume(String checkpoint) implements Start {
    }
}

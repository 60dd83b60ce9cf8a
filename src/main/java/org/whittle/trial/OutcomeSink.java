package org.whittle.trial;

import java.io.IOException;

/** Takes outcomes as they become known. */
@FunctionalInterface
public interface OutcomeSink {

    /** @throws IOException if the outcome cannot be kept: the task is to stop, and may be tried again elsewhere */
    void accept(TrialOutcome outcome) throws IOException;
}

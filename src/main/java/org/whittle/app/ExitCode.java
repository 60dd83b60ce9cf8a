package org.whittle.app;

import org.whittle.study.LedgerEvent.StudyFinished;

/** What the process tells the scheduler that started it. */
public final class ExitCode {

    /** Done; every gate was met. */
    public static final int DONE = StudyFinished.DONE;
    /** Failed: the study, the cluster, a machine or a file system, or Whittle itself. The message says how to go on. */
    public static final int FAILED = 1;
    /** The user's study file, data, directory or arguments; nothing was written. */
    public static final int INPUT = 2;
    /** Done, but a gate was not met. */
    public static final int GATE = StudyFinished.GATE_UNMET;
    /** Another driver owns the study. */
    public static final int IN_USE = 4;

    private ExitCode() {
    }
}

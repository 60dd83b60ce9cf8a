package org.whittle.app;

import org.whittle.study.LedgerEvent.StudyFinished;
import org.whittle.work.Fault.Whose;

/** What the process tells the scheduler that started it. */
public final class ExitCode {

    /** Done; every gate was met. */
    public static final int DONE = StudyFinished.DONE;
    /** Failed: the study, the cluster, a machine or a file system, or Whittle itself. The message says how to go on. */
    public static final int FAILED = Whose.STUDY.exitCode();
    /** The user's study file, data, directory or arguments; nothing was written. */
    public static final int INPUT = Whose.USER.exitCode();
    /** Done, but a gate was not met. */
    public static final int GATE = StudyFinished.GATE_UNMET;
    /** Another driver owns the study. */
    public static final int IN_USE = Whose.OTHER_DRIVER.exitCode();
    /** Of {@code status} and {@code wait}: the study is under way. */
    public static final int UNDER_WAY = 5;
    /** Of {@code status} and {@code wait}: the study is unfinished, and nobody has been at work on it for a while. */
    public static final int LOST = 6;

    private ExitCode() {
    }
}

package org.whittle.train.engine;

import org.whittle.work.Fault;

/** Says in plain words why a configuration could not be trained. */
public final class FailureReason {

    private FailureReason() {
    }

    public static String of(Throwable failure) {
        if (isOutOfMemory(failure)) {
            return "Out of memory: the network or its batches are too large for this place (%s).".formatted(
                    Fault.line(failure));
        }
        if (failure instanceof ArithmeticException) {
            return "The network or its batches are larger than an array can be.";
        }
        return Fault.line(failure) + ".";
    }

    /** Whether less at a time might do. */
    public static boolean isOutOfMemory(Throwable failure) {
        return Fault.of(failure).whose() == Fault.Whose.MEMORY;
    }
}

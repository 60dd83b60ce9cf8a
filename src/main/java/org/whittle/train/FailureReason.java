package org.whittle.train;

import java.util.Locale;

/** Says in plain words why a configuration could not be trained. */
final class FailureReason {

    private FailureReason() {
    }

    static String of(Throwable failure) {
        String message = message(failure);
        if (isOutOfMemory(failure)) {
            return "Out of memory: the network or its batches are too large for this place (%s)."
                    .formatted(firstLine(message));
        }
        if (failure instanceof ArithmeticException) {
            return "The network or its batches are larger than an array can be.";
        }
        return firstLine(message);
    }

    /** Whether less at a time might do. */
    static boolean isOutOfMemory(Throwable failure) {
        String lower = message(failure).toLowerCase(Locale.ROOT);
        return failure instanceof OutOfMemoryError || lower.contains("out of memory")
                || lower.contains("can't allocate memory") || lower.contains("not enough memory");
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    // The engine appends its native stack.
    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message).strip();
    }
}

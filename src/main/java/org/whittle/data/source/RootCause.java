package org.whittle.data.source;

import java.util.Optional;
import org.whittle.work.Fault;

/** What lies at the bottom of an exception that Spark has wrapped. */
public final class RootCause {

    private RootCause() {
    }

    public static Throwable of(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /** The first of a type on the way down. */
    public static <T extends Throwable> Optional<T> of(Throwable problem, Class<T> type) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    /** The root's message, without the stack traces that Spark puts into messages. */
    public static String line(Throwable problem) {
        return Fault.line(of(problem));
    }
}

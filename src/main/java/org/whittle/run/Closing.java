package org.whittle.run;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a run has opened, to be closed in the opposite order, each thing once, whatever goes wrong with another. Used by
 * the run's thread, and by who ends it from outside.
 */
final class Closing implements AutoCloseable {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private boolean closed;

    /** Is closed before what was opened earlier. */
    synchronized <T extends AutoCloseable> T later(T resource) {
        return add(resource, true);
    }

    /** Is closed behind everything else. */
    synchronized <T extends AutoCloseable> T last(T resource) {
        return add(resource, false);
    }

    private <T extends AutoCloseable> T add(T resource, boolean first) {
        if (closed) {
            close(resource, null);
            throw new IllegalStateException("The run was ended from outside.");
        }
        if (first) {
            opened.push(resource);
        } else {
            opened.addLast(resource);
        }
        return resource;
    }

    @Override
    public synchronized void close() {
        closed = true;
        RuntimeException failure = null;
        while (!opened.isEmpty()) {
            failure = close(opened.pop(), failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What went wrong first. */
    private static RuntimeException close(AutoCloseable resource, RuntimeException before) {
        try {
            resource.close();
            return before;
        } catch (RuntimeException e) {
            return before == null ? e : before;
        } catch (Exception e) {
            return before == null ? new IllegalStateException(e) : before;
        }
    }
}

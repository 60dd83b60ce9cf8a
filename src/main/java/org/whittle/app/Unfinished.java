package org.whittle.app;

/** A command of a study that failed, with what a person then needs. */
final class Unfinished extends Exception {

    private static final long serialVersionUID = 1L;

    private final String next;
    private final String log;

    /**
     * @param next the command that goes on
     * @param log where the driver's log lies; empty if there is none
     */
    Unfinished(Throwable cause, String next, String log) {
        super(cause.getMessage(), cause);
        this.next = next;
        this.log = log;
    }

    String next() {
        return next;
    }

    String log() {
        return log;
    }
}

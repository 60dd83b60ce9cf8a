package org.whittle.schedule;

/** What becomes of a trial after a rung. */
public enum Verdict {
    /** It goes on in the next rung. */
    PROMOTED,
    /** It rests until more is known of others: it may go on then, from where it is. */
    WAITING,
    /** It ends here, although the bracket goes on. */
    STOPPED,
    /** It ends here because this was the bracket's last rung. */
    FINISHED;

    /** Whether the trial trains on, or may yet: what it was saved as is needed then. */
    public boolean mayGoOn() {
        return this == PROMOTED || this == WAITING;
    }
}

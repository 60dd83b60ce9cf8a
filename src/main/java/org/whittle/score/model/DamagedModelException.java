package org.whittle.score.model;

import java.io.IOException;

/** A file of an exported model is not what was written. Trying again does not help. */
public final class DamagedModelException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message which file, and what is wrong with it */
    public DamagedModelException(String message) {
        super(message);
    }

    DamagedModelException(String message, Throwable cause) {
        super(message, cause);
    }
}

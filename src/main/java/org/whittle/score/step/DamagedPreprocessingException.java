package org.whittle.score.step;

import java.io.IOException;

/** A file of the preprocessing is not what was written, or of a later release. Trying again does not help. */
public final class DamagedPreprocessingException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String why;

    DamagedPreprocessingException(String message, String why) {
        super(message);
        this.why = why;
    }

    /** What is wrong with the file, half a sentence; empty if it is of a later release. */
    public String why() {
        return why;
    }
}

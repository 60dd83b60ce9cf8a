package org.whittle.work;

import java.io.IOException;

/** A file of predictions that is not what was written. */
public final class DamagedPredictionsException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedPredictionsException(String problem, Throwable cause) {
        super(problem, cause);
    }
}

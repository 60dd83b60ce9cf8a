package org.whittle.train.model;

import java.io.IOException;
import org.whittle.work.Fault;

/** A file of an exported model is not what was written. Trying again does not help. */
public final class DamagedModelException extends IOException implements Fault.Known {

    private static final long serialVersionUID = 1L;

    DamagedModelException(String message) {
        super(message);
    }

    DamagedModelException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Fault.Whose whose() {
        return Fault.Whose.USER;
    }
}

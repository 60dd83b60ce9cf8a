package org.whittle.data.tensor;

import java.io.IOException;
import org.whittle.work.Fault;

/** A file of prepared rows is not as it was prepared. No other place finds it sound: its owner has to put it back. */
final class DamagedTensorException extends IOException implements Fault.Known {

    private static final long serialVersionUID = 1L;

    DamagedTensorException(String problem) {
        super(problem);
    }

    @Override
    public Fault.Whose whose() {
        return Fault.Whose.USER;
    }
}

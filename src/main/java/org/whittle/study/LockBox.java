package org.whittle.study;

import java.io.IOException;
import java.io.Serializable;
import org.whittle.work.Rows;

/** The test rows, written once and kept apart from everything that trials can reach. */
public interface LockBox extends Serializable {

    /**
     * The test rows. Only {@link FinalExecutor} may call this, after {@link LedgerEvent.LockBoxOpened} is committed.
     */
    Rows open() throws IOException;
}

package org.whittle.ledger;

import org.whittle.study.InvalidInputException;

/** A file of the study directory is not what Whittle wrote. What a newer release wrote is no such file. */
final class DamagedFileException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    DamagedFileException(String problem) {
        super(problem);
    }
}

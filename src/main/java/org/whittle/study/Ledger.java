package org.whittle.study;

import java.util.List;

/**
 * The append-only record from which a study can always be rebuilt.
 */
public interface Ledger {

    /**
     * All events, in the order of their commits.
     *
     * @throws InvalidInputException if what is there is not a ledger, or is damaged
     */
    List<LedgerEvent> read();

    /**
     * Commits the events together: all of them are there afterwards, or none.
     *
     * @throws StudyInUseException if another driver has committed since this ledger was read
     */
    void append(List<LedgerEvent> events);
}

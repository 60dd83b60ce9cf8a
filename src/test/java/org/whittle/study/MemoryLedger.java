package org.whittle.study;

import java.util.ArrayList;
import java.util.List;

/** A ledger that can lose its driver: it refuses every commit after a given number. */
final class MemoryLedger implements Ledger {

    /** Stands for {@code kill -9}. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final List<LedgerEvent> events = new ArrayList<>();
    private int commitsLeft;
    private int commits;

    MemoryLedger() {
        this(Integer.MAX_VALUE);
    }

    MemoryLedger(int commitsLeft) {
        this.commitsLeft = commitsLeft;
    }

    void reviveFor(int commits) {
        commitsLeft = commits;
    }

    /** How often something was committed. */
    synchronized int commits() {
        return commits;
    }

    @Override
    public synchronized List<LedgerEvent> read() {
        return List.copyOf(events);
    }

    @Override
    public synchronized void append(List<LedgerEvent> more) {
        if (commitsLeft-- <= 0) {
            throw new Killed();
        }
        events.addAll(more);
        commits++;
    }
}

package org.whittle.ledger;

import java.util.ArrayList;
import java.util.List;
import org.whittle.study.Ledger;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudyInUseException;

/** A ledger that lives as long as its JVM, for tests of what stands on ledgers. */
public final class InMemoryLedger implements Ledger {

    private final List<List<LedgerEvent>> commits;
    private int known;

    public InMemoryLedger() {
        this(new ArrayList<>());
    }

    private InMemoryLedger(List<List<LedgerEvent>> commits) {
        this.commits = commits;
        this.known = commits.size();
    }

    /** Another driver's view of the same ledger. */
    public InMemoryLedger reopened() {
        return new InMemoryLedger(commits);
    }

    @Override
    public List<LedgerEvent> read() {
        synchronized (commits) {
            known = commits.size();
            return commits.stream().flatMap(List::stream).toList();
        }
    }

    @Override
    public void append(List<LedgerEvent> events) {
        synchronized (commits) {
            if (commits.size() != known) {
                throw new StudyInUseException("Another driver has made commit %d.".formatted(known + 1));
            }
            commits.add(List.copyOf(events));
            known++;
        }
    }
}

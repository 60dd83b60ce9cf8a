package org.whittle.run;

import java.util.List;
import org.whittle.study.Ledger;
import org.whittle.study.LedgerEvent;

/** A ledger that tells listeners, and those who keep the study elsewhere, of what was committed, once it is. */
record TellingLedger(Ledger ledger, Listeners listeners, LiveExports exports) implements Ledger {

    @Override
    public List<LedgerEvent> read() {
        return ledger.read();
    }

    @Override
    public void append(List<LedgerEvent> events) {
        ledger.append(events);
        events.forEach(listeners::committed);
        exports.committed(events);
    }
}

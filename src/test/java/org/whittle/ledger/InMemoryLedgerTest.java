package org.whittle.ledger;

import org.whittle.study.Ledger;

class InMemoryLedgerTest extends LedgerContract {

    private final InMemoryLedger ledger = new InMemoryLedger();

    @Override
    protected Ledger open() {
        return ledger.reopened();
    }
}

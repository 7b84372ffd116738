package dev.florin.server.jobs;

import dev.florin.server.storage.PostgresLedger;

/**
 * Ends holds and grants that have expired on accounts that nobody touches; for all others what is due happens before they are
 * read or charged. Thread-safe.
 */
public final class Expiry implements Job.Work {
    private final DueAccounts accounts;

    public Expiry(PostgresLedger ledger) {
        this.accounts = new DueAccounts(ledger, ledger::due, "expiry");
    }

    @Override
    public Job.Result run() {
        return accounts.carryOut();
    }
}

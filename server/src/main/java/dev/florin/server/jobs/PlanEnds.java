package dev.florin.server.jobs;

import dev.florin.server.storage.PostgresLedger;

/** Ends the plans whose time is over, of accounts that nobody touches: a host's until then, or Stripe's grace. Thread-safe. */
public final class PlanEnds implements Job.Work {
    private final DueAccounts accounts;

    public PlanEnds(PostgresLedger ledger) {
        this.accounts = new DueAccounts(ledger, ledger::planEnded, "plan ends");
    }

    @Override
    public Job.Result run() {
        return accounts.carryOut();
    }
}

package dev.florin.server.gateway.calls;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger whose database is away for some commands. Thread-safe. */
final class FaultyLedger implements Ledger {
    private final Ledger ledger;
    private final AtomicInteger times = new AtomicInteger();
    private volatile boolean afterwards;
    private volatile Class<?> failing = Command.class;

    FaultyLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The next commands of a kind are not decided. */
    void fails(Class<?> kind, int howOften) {
        failing = kind;
        times.set(howOften);
    }

    /** The next commands of a kind take effect, and their answers are lost. */
    void losesAnswers(Class<?> kind, int howOften) {
        afterwards = true;
        fails(kind, howOften);
    }

    /** How many are still to fail. */
    int left() {
        return times.get();
    }

    @Override
    public <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
        if (!failing.isInstance(command) || times.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            return ledger.submit(command);
        }
        LedgerFault fault = new LedgerFault(LedgerFault.Kind.DATABASE_UNAVAILABLE, "away");
        return afterwards
                ? ledger.submit(command).thenCompose(outcome -> CompletableFuture.failedFuture(fault))
                : CompletableFuture.failedFuture(fault);
    }

    @Override
    public Optional<AccountSnapshot> snapshot(AccountNumber account) {
        return ledger.snapshot(account);
    }
}

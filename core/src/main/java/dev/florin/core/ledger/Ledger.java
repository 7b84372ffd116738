package dev.florin.core.ledger;

import dev.florin.core.accounts.AccountNumber;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Decides commands and keeps what they change. Implementations are thread-safe; commands of one account take effect in the
 * order in which they were submitted.
 */
public interface Ledger {
    /**
     * Decides a command. The future completes when the outcome is durable, with {@link LedgerFault} where it is not known to
     * have taken effect.
     */
    <T> CompletableFuture<Outcome<T>> submit(Command<T> command);

    /** Everything kept about an account, read at one moment; empty where there is none. Not for the hot path. */
    Optional<AccountSnapshot> snapshot(AccountNumber account);
}

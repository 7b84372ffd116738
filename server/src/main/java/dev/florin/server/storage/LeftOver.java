package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.money.Amount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What accounts had left when this process saved them last: it spares whoever has just ended a call a question to the database.
 * Other processes may have changed them since. Thread-safe.
 */
final class LeftOver {
    /** Accounts that are remembered; beyond that all are forgotten, and asked for once more. */
    private static final int MOST = 20_000;

    private final Map<AccountNumber, Amount> available = new ConcurrentHashMap<>();

    /** These changes are durable. */
    void saved(List<AccountChanges> changes) {
        if (available.size() >= MOST) {
            available.clear();
        }
        for (AccountChanges each : changes) {
            Account after = each.after();
            available.put(after.number(), after.available());
        }
    }

    Optional<Amount> of(AccountNumber account) {
        return Optional.ofNullable(available.get(account));
    }
}

package dev.florin.server.gateway.calls;

import dev.florin.core.accounts.AccountNumber;

/** What the world calls the objects of an account. Thread-safe. */
public interface Names {
    String hold(AccountNumber account, long number);

    String transaction(AccountNumber account, long sequence);

    /** Where the customer buys credit. */
    String topUpUrl();
}

package dev.florin.server.gateway.calls;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import org.jspecify.annotations.Nullable;

/**
 * Who pays a call, and what they said about it.
 *
 * @param actor the key that asks, as rows name it
 * @param feature what the credit is spent on
 * @param maxCost the call may not cost more
 */
public record Payer(
        AccountNumber account,
        String actor,
        @Nullable String feature,
        @Nullable Amount maxCost) {}

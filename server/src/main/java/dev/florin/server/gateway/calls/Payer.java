package dev.florin.server.gateway.calls;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Command;
import dev.florin.core.money.Amount;
import org.jspecify.annotations.Nullable;

/**
 * Who pays a call, and what they said about it.
 *
 * @param actor the key that asks, as rows name it
 * @param feature what the credit is spent on
 * @param maxCost the call may not cost more
 * @param key what the caller calls this attempt by, so that it is made once; absent = each is a call of its own
 * @param by through which key, for whom, and how much may be carried of the account's calls
 */
public record Payer(
        AccountNumber account,
        String actor,
        @Nullable String feature,
        @Nullable Amount maxCost,
        @Nullable Digest key,
        Command.Asker by) {
    /** One whom no gateway key names, and whom no loss stops. */
    public Payer(AccountNumber account, String actor, @Nullable String feature, @Nullable Amount maxCost) {
        this(account, actor, feature, maxCost, null, Command.Asker.HOST);
    }

    /** The same, whose call is known again by {@code attempt}. */
    public Payer attempting(Digest attempt) {
        return new Payer(account, actor, feature, maxCost, attempt, by);
    }
}

package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import java.util.List;
import java.util.Map;

/**
 * Everything kept about an account.
 *
 * @param account its row
 * @param grants all of them, by number
 * @param holds the open ones, by number
 * @param rows its whole history, by sequence
 * @param keys what its idempotency keys stand for
 * @param gatewayKeys all of them, by number
 * @param uses what is kept about the use of its limits and its keys', by key, period and start
 * @param purchases its payments
 */
public record AccountSnapshot(
        Account account,
        List<Grant> grants,
        List<Hold> holds,
        List<Transaction> rows,
        Map<Digest, AccountRecords.KeyRecord> keys,
        List<GatewayKey> gatewayKeys,
        List<LimitUse> uses,
        PurchaseSnapshot purchases) {}

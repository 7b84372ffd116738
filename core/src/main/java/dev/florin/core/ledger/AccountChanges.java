package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be saved of an account after commands were decided.
 *
 * @param before the account as it was loaded
 * @param after the account as it is to be
 * @param rows new rows, in order
 * @param grants new and changed ones
 * @param holds new and changed ones that are open
 * @param endedHolds numbers of those that ended; some may never have been saved
 * @param keys new idempotency keys
 * @param gatewayKeys new and changed ones
 * @param usesCountedAnew the gateway keys (0 = the account itself) of whose limits what was kept is to be dropped first
 * @param uses new and changed uses of limits
 * @param purchases what is to be saved of its payments
 */
public record AccountChanges(
        Account before,
        Account after,
        List<Transaction> rows,
        Collection<Grant> grants,
        List<Hold> holds,
        List<Long> endedHolds,
        Map<Digest, AccountRecords.KeyRecord> keys,
        List<GatewayKey> gatewayKeys,
        Set<Long> usesCountedAnew,
        List<LimitUse> uses,
        PurchaseChanges purchases) {
    public boolean none() {
        return before.equals(after)
                && keys.isEmpty()
                && holds.isEmpty()
                && uses.isEmpty()
                && gatewayKeys.isEmpty()
                && usesCountedAnew.isEmpty()
                && grants.isEmpty()
                && purchases.none();
    }
}

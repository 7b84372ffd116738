package dev.florin.core.ledger;

import dev.florin.core.purchases.Announcement;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be saved of an account's payments.
 *
 * @param topUps new and changed ones
 * @param refunds new and changed ones
 * @param disputes new and changed ones
 * @param bonuses new and changed ones
 * @param recharge as it is now; absent where it has not changed
 * @param consents new ones
 * @param claims all of them, as they are now; absent where they were not looked at
 * @param debts all of them, as they are now; absent where they were not looked at
 * @param announcements new ones, in order
 */
public record PurchaseChanges(
        List<TopUp> topUps,
        List<Refund> refunds,
        List<Dispute> disputes,
        List<Bonus> bonuses,
        @Nullable Recharge recharge,
        List<Consent> consents,
        @Nullable List<Claim> claims,
        @Nullable List<Debt> debts,
        List<Announcement> announcements) {
    /** Whether nothing is to be saved. Claims and debts change only with the account's own sums, or with a row. */
    public boolean none() {
        return topUps.isEmpty()
                && refunds.isEmpty()
                && disputes.isEmpty()
                && bonuses.isEmpty()
                && recharge == null
                && consents.isEmpty()
                && claims == null
                && debts == null
                && announcements.isEmpty();
    }
}

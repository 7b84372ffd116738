package dev.florin.core.ledger;

import dev.florin.core.purchases.Announcement;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything kept about an account's payments.
 *
 * @param topUps by number
 * @param refunds by number
 * @param disputes by number
 * @param bonuses by invoice and line
 * @param recharge absent where auto-recharge was never switched on
 * @param claims oldest first
 * @param debts oldest first
 * @param announcements in order
 */
public record PurchaseSnapshot(
        List<TopUp> topUps,
        List<Refund> refunds,
        List<Dispute> disputes,
        List<Bonus> bonuses,
        @Nullable Recharge recharge,
        List<Claim> claims,
        List<Debt> debts,
        List<Announcement> announcements) {}

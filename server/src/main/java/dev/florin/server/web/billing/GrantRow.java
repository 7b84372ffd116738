package dev.florin.server.web.billing;

import dev.florin.core.grants.Grant;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;
import dev.florin.server.web.pages.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lot of credit, as the list of where the balance comes from shows it.
 *
 * @param order in which it is used, from 1; 0 where nothing is left
 * @param expires a day, or {@code never}
 * @param receipt where its receipt is; empty where it was not paid for here
 * @param refundable until when it can be given back; empty where it cannot
 */
public record GrantRow(
        String source,
        Moment at,
        Money original,
        Money left,
        int order,
        String expires,
        String receipt,
        String refundable) {
    /** Those with something left in the order of their use, then those that are used up, newest first. */
    static List<GrantRow> of(List<Grant> grants, Map<Long, Purchase> purchases, Visit visit) {
        List<Grant> open = grants.stream()
                .filter(grant -> grant.remaining().isPositive())
                .sorted(Grant.BURN_ORDER)
                .toList();
        List<GrantRow> rows = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            rows.add(row(open.get(i), i + 1, purchases.get(open.get(i).number()), visit));
        }
        return rows;
    }

    /** The same of one that is used up or has ended. */
    static GrantRow used(Grant grant, Map<Long, Purchase> purchases, Visit visit) {
        return row(grant, 0, purchases.get(grant.number()), visit);
    }

    private static GrantRow row(Grant grant, int order, @Nullable Purchase purchase, Visit visit) {
        return new GrantRow(
                source(grant, purchase),
                visit.moment(grant.createdAt()),
                Money.balance(grant.amount()),
                Money.balance(grant.remaining()),
                order,
                expires(grant, visit),
                purchase == null ? "" : purchase.receipt(),
                purchase == null ? "" : purchase.refundableUntil());
    }

    private static String expires(Grant grant, Visit visit) {
        if (grant.state() == Grant.State.EXPIRED) {
            return "expired";
        }
        if (grant.state() == Grant.State.VOIDED) {
            return "taken back";
        }
        return grant.expiresAt() == null
                ? "never"
                : visit.moment(grant.expiresAt()).day();
    }

    private static String source(Grant grant, @Nullable Purchase purchase) {
        return switch (grant.kind()) {
            case PAID ->
                purchase == null
                        ? "Credit bought"
                        : purchase.topUp().kind() == TopUp.Kind.AUTOMATIC ? "Auto-recharge" : "Balance added";
            case BONUS -> "Bonus with Pro";
            case PROMO -> "Promotion";
            case GOODWILL -> "Goodwill";
        };
    }
}

package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Balance;
import dev.florin.server.storage.Customers;
import dev.florin.server.web.http.JsonOut;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An account, its balance and its limits as the API writes them. */
final class AccountShape {
    /** The only currency there is. */
    static final String CURRENCY = "usd";

    private AccountShape() {}

    static void write(JsonOut out, Customers.Customer customer, Accounts.Standing standing) {
        Account account = standing.account();
        PlanWord word = wordInForce(standing);
        out.object()
                .text("id", customer.id())
                .text("object", "account")
                .text("email", customer.email())
                .text("name", customer.name())
                .text("plan", account.plan(standing.now()).code())
                .text("plan_source", word == null ? null : word.equals(account.word()) ? "host" : "stripe")
                .time("plan_until", word == null ? null : word.until())
                .flag("frozen", account.frozen())
                .text("time_zone", account.zone().getId())
                .text("currency", CURRENCY)
                .texts("metadata", customer.metadata())
                .time("created_at", customer.createdAt())
                .end();
    }

    /** The word that counts: one that says Pro before one that says free, the host's before Stripe's. */
    private static @Nullable PlanWord wordInForce(Accounts.Standing standing) {
        PlanWord host = inForce(standing.account().word(), standing.now());
        PlanWord stripe = inForce(standing.account().stripeWord(), standing.now());
        boolean stripeCounts = stripe != null && stripe.plan() == Plan.PRO && (host == null || host.plan() != Plan.PRO);
        return stripeCounts ? stripe : host;
    }

    private static @Nullable PlanWord inForce(@Nullable PlanWord word, Instant now) {
        Instant until = word == null ? null : word.until();
        return until != null && !now.isBefore(until) ? null : word;
    }

    static void writeLimits(JsonOut out, String accountId, SpendingLimits limits) {
        out.object()
                .text("object", "limits")
                .text("account", accountId)
                .amount("day", limits.day())
                .amount("week", limits.week())
                .amount("month", limits.month())
                .end();
    }

    static void writeBalance(JsonOut out, String accountId, Balance balance) {
        out.object()
                .text("object", "balance")
                .text("account", accountId)
                .amount("total", balance.total())
                .amount("held", balance.held())
                .amount("available", balance.available())
                // Credit under an open dispute; without card payments there is none.
                .amount("frozen", Amount.ZERO)
                .amount("owed", balance.owed());
        for (GrantKind kind : GrantKind.values()) {
            out.amount(kind.code(), balance.part(kind));
        }
        out.text("currency", CURRENCY).time("as_of", balance.asOf()).end();
    }
}

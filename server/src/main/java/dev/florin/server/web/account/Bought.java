package dev.florin.server.web.account;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.Listing;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.Slice;
import dev.florin.server.storage.SubscriptionRecords;
import dev.florin.server.web.http.JsonOut;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a customer has bought and how: cards as far as we know them, auto-recharge with the consent to it, subscriptions, payments
 * and refunds, for the customer to take away. Thread-safe.
 */
public final class Bought {
    /** A payment is refunded once or twice. */
    private static final int MOST_REFUNDS = 100;

    private final Purchases purchases;
    private final PaymentCards cards;
    private final SubscriptionRecords subscriptions;
    private final ObjectIds ids;

    public Bought(Purchases purchases, PaymentCards cards, SubscriptionRecords subscriptions, ObjectIds ids) {
        this.purchases = purchases;
        this.cards = cards;
        this.subscriptions = subscriptions;
        this.ids = ids;
    }

    /** Writes two members of an object. */
    void write(OutputStream out, AccountNumber account) throws IOException {
        write(out, "\"billing\":" + billing(account) + ",\n\"payments\":[");
        String before = "\n";
        Slice slice = Slice.first(Slice.MOST);
        while (true) {
            Listing<TopUp> page = purchases.topUps(account, false, slice);
            for (TopUp each : page.rows()) {
                write(out, before + payment(account, each));
                before = ",\n";
            }
            Long last = page.last();
            if (!page.hasMore() || last == null) {
                break;
            }
            slice = new Slice(Slice.MOST, last, null);
        }
        write(out, "\n],\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonOut billing(AccountNumber account) {
        JsonOut out = new JsonOut();
        out.object().array("payment_methods");
        for (PaymentCards.Card card : cards.of(account)) {
            out.object()
                    .text("type", card.type())
                    .text("brand", card.brand())
                    .text("last4", card.last4())
                    .flag("default", card.isDefault())
                    .time("created_at", card.createdAt())
                    .end();
        }
        out.end().array("subscriptions");
        for (SubscriptionRecords.Subscription each : subscriptions.of(account)) {
            out.object()
                    .text("status", each.status())
                    .text("interval", each.interval())
                    .time("period_end", each.periodEnd())
                    .time("cancel_at", each.cancelAt())
                    .end();
        }
        out.end();
        purchases
                .of(account, records -> records.recharge())
                .ifPresentOrElse(recharge -> recharge(out, recharge), () -> out.nothing("auto_recharge"));
        return out.end();
    }

    private static void recharge(JsonOut out, Recharge recharge) {
        out.object("auto_recharge")
                .flag("enabled", recharge.enabled())
                .amount("threshold", recharge.numbers().threshold())
                .amount("target", recharge.numbers().target())
                .amount("monthly_limit", recharge.numbers().monthlyLimit())
                .text("consent_version", recharge.consent().version())
                .time("consent_at", recharge.consent().at())
                .text("consent_ip", recharge.consent().ip())
                .text("consent_user_agent", recharge.consent().userAgent())
                .end();
    }

    private JsonOut payment(AccountNumber account, TopUp topUp) {
        List<Refund> refunds = purchases.refundsOf(account, topUp.number(), MOST_REFUNDS);
        JsonOut out = new JsonOut();
        out.object()
                .text("id", ids.write(ObjectIds.Kind.TOP_UP, account, topUp.number()))
                .text("kind", topUp.kind().code())
                .amount("amount", topUp.amount())
                .text("status", topUp.state().code())
                .time("created_at", topUp.openedAt())
                .time("ended_at", topUp.endedAt())
                .array("refunds");
        for (Refund refund : refunds) {
            out.object()
                    .amount("amount", refund.money())
                    .text("status", refund.state().code())
                    .time("created_at", refund.openedAt())
                    .end();
        }
        return out.end().end();
    }
}

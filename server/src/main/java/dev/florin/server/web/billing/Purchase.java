package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.web.pages.Moment;

/**
 * A payment for credit, with what can be given back of it.
 *
 * @param id as addresses name it
 * @param at when it was paid or tried
 * @param card such as {@code Visa •••• 4242}; empty where nobody remembers
 * @param refundable what the button gives back; zero where there is no button
 * @param refunded what went back, or is on its way
 * @param refundableUntil a day; empty where nothing can go back
 */
public record Purchase(
        TopUp topUp, String id, Moment at, String card, Amount refundable, Amount refunded, String refundableUntil) {
    public String number() {
        return Long.toString(topUp.number());
    }

    public String kind() {
        return topUp.kind() == TopUp.Kind.AUTOMATIC ? "Auto-recharge" : "Balance added";
    }

    public String amount() {
        return RechargeWords.dollars(topUp.amount());
    }

    public boolean isPaid() {
        return topUp.state() == TopUp.State.SUCCEEDED;
    }

    public String status() {
        if (!isPaid() || refunded.isZero()) {
            return Attempt.status(topUp.state());
        }
        return refunded.equals(topUp.amount()) ? "Refunded" : RechargeWords.dollars(refunded) + " refunded";
    }

    public String tone() {
        return isPaid() ? refunded.isZero() ? "good" : "" : topUp.state() == TopUp.State.FAILED ? "bad" : "";
    }

    public String receipt() {
        return isPaid() ? ReceiptPages.PATH + "/" + id : "";
    }

    public boolean canRefund() {
        return refundable.isPositive();
    }

    public String refundableText() {
        return RechargeWords.dollars(refundable);
    }

    public String refundedText() {
        return RechargeWords.dollars(refunded);
    }
}

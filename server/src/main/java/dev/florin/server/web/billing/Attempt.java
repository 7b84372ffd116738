package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.Declines;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;
import dev.florin.server.web.pages.Visit;

/** A charge that Florin started, as the history shows it. */
public record Attempt(
        Moment at, Money trigger, String asked, String charged, String status, String tone, String reason) {
    static Attempt of(TopUp topUp, Visit visit) {
        boolean paid = topUp.state() == TopUp.State.SUCCEEDED;
        Failure failure = topUp.failure();
        return new Attempt(
                visit.moment(topUp.openedAt()),
                Money.balance(topUp.triggerBalance() == null ? Amount.ZERO : topUp.triggerBalance()),
                RechargeWords.dollars(topUp.amount()),
                paid ? RechargeWords.dollars(topUp.amount()) : "$0.00",
                status(topUp.state()),
                paid ? "good" : topUp.state() == TopUp.State.FAILED ? "bad" : "",
                failure == null ? "" : Declines.message(failure));
    }

    static String status(TopUp.State state) {
        return switch (state) {
            case SUCCEEDED -> "Paid";
            case FAILED -> "Failed";
            case EXPIRED, CANCELED -> "Not charged";
            case REQUIRES_CHECKOUT -> "Not paid yet";
            case REQUIRES_CONFIRMATION -> "Waits for your bank";
            case ASKING, PROCESSING -> "On its way";
        };
    }
}

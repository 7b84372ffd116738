package dev.florin.server.web.billing;

import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.Declines;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.payments.StripeFault;
import dev.florin.server.payments.TopUps;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Money;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Visit;

/** How a payment stands: on its way, to be confirmed, done, or declined. A reload shows the same one. Thread-safe. */
public final class PaymentPage {
    static final String PATH = "/account/billing/payments/";

    /** Where Stripe's pages lead back to: the payment that was begun last. */
    static final String NEWEST = "/account/billing/payment";

    private static final String ONE = PATH + "{id}";

    private final BillingParts parts;
    private final FactReader facts;

    PaymentPage(BillingParts parts, FactReader facts) {
        this.parts = parts;
        this.facts = facts;
    }

    /**
     * The model of the page.
     *
     * @param state the script looks again while it is {@code open}
     * @param tone of the notice: {@code good}, {@code bad}, or nothing
     * @param confirm where the bank is; empty where it asks nothing
     * @param checkout where it can still be paid
     */
    public record Model(
            Frame frame,
            String id,
            String state,
            String tone,
            String heading,
            String text,
            String amount,
            Money balance,
            String confirm,
            String checkout,
            boolean canCancel,
            boolean canTryAgain,
            boolean isPaid) {
        public boolean isOpen() {
            return state.equals("open");
        }
    }

    void addTo(Pages pages) {
        pages.get(NEWEST, this::newest)
                .get(ONE, this::show)
                .post(ONE + "/look", this::look)
                .post(ONE + "/cancel", this::cancel);
    }

    private Answer newest(Visit visit) {
        long number = facts.read(visit).lastPurchase();
        return visit.seeOther(
                number == 0
                        ? BillingPage.PATH
                        : PATH + parts.ids().write(ObjectIds.Kind.TOP_UP, visit.account(), number));
    }

    private TopUp topUp(Visit visit) {
        return parts.ids()
                .read(ObjectIds.Kind.TOP_UP, visit.path("id"))
                .filter(reference -> reference.account().equals(visit.account()))
                .flatMap(reference -> parts.payments().topUps().find(visit.account(), reference.number()))
                .orElseThrow(Visit::notFound);
    }

    private Answer show(Visit visit) {
        TopUp topUp = topUp(visit);
        Frame frame = visit.frame("Payment", Tab.BILLING).withScript("billing.js");
        String id = visit.path("id");
        TopUp.State state = topUp.state();
        boolean confirms = state == TopUp.State.REQUIRES_CONFIRMATION;
        boolean checkout = state == TopUp.State.REQUIRES_CHECKOUT;
        String checkoutUrl = topUp.stripe().checkoutUrl();
        return visit.page(
                "billing/payment.jte",
                new Model(
                        frame,
                        id,
                        state.isEnd() ? state.code() : "open",
                        tone(state),
                        heading(topUp),
                        text(topUp),
                        RechargeWords.dollars(topUp.amount()),
                        Money.balance(visit.customer().standing().account().balance()),
                        confirms ? "/top-ups/" + id + "/confirm" : "",
                        checkout && checkoutUrl != null ? checkoutUrl : "",
                        confirms || checkout,
                        state.isEnd() && state != TopUp.State.SUCCEEDED,
                        state == TopUp.State.SUCCEEDED));
    }

    private static String tone(TopUp.State state) {
        return switch (state) {
            case SUCCEEDED -> "good";
            case FAILED -> "bad";
            case REQUIRES_CONFIRMATION -> "warning";
            case ASKING, PROCESSING, REQUIRES_CHECKOUT, EXPIRED, CANCELED -> "";
        };
    }

    private static String heading(TopUp topUp) {
        String amount = RechargeWords.dollars(topUp.amount());
        return switch (topUp.state()) {
            case SUCCEEDED -> amount + " added";
            case FAILED -> "The payment of " + amount + " did not go through";
            case EXPIRED, CANCELED -> "Nothing was charged";
            case REQUIRES_CHECKOUT -> "Not paid yet";
            case ASKING -> "We are still checking";
            case PROCESSING -> "Your payment of " + amount + " is on its way";
            case REQUIRES_CONFIRMATION -> "Please confirm with your bank";
        };
    }

    private static String text(TopUp topUp) {
        Failure failure = topUp.failure();
        return switch (topUp.state()) {
            case SUCCEEDED -> "It is in your balance and can be used now.";
            case FAILED -> (failure == null ? "" : Declines.message(failure) + " ") + "Nothing was charged.";
            case EXPIRED, CANCELED -> "You can start again whenever you like.";
            case REQUIRES_CHECKOUT -> "You left the payment page before you had paid. Nothing was charged.";
            case ASKING ->
                "Stripe has not answered yet. You will not be charged twice: this page shows what came of it.";
            case PROCESSING -> "Your bank takes a while. The balance moves as soon as the money is there.";
            case REQUIRES_CONFIRMATION ->
                "Your bank wants to hear from you before it pays. Nothing was charged so far.";
        };
    }

    /** Asks Stripe how it stands. */
    private Answer look(Visit visit) {
        TopUp topUp = topUp(visit);
        try {
            parts.payments().topUps().look(visit.account(), topUp);
            parts.payments().cards().followFirst(visit.account());
        } catch (StripeFault fault) {
            return visit.seeOther(
                    PATH + visit.path("id"),
                    Flash.bad("Stripe does not answer at the moment. You will not be charged twice."));
        }
        return visit.seeOther(PATH + visit.path("id"));
    }

    private Answer cancel(Visit visit) {
        TopUp topUp = topUp(visit);
        String back = PATH + visit.path("id");
        TopUps.Came came = parts.payments().topUps().cancel(visit.account(), topUp.number());
        return switch (came) {
            case TopUps.Came.Refused ignored ->
                visit.seeOther(back, Flash.bad("It is too late to cancel: the payment is on its way."));
            case TopUps.Came.Unavailable ignored -> visit.seeOther(back, Flash.bad(AtStripe.AWAY));
            default -> visit.seeOther(back);
        };
    }
}

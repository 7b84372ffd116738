package dev.florin.server.payments;

import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeError;
import com.stripe.param.RefundCreateParams;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Request;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Purchases;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in which a payment brings credit. The answer to a charge, the customer's return, an event and the
 * reconciliation all call it, in any order and as often as they like: the ledger grants once. Thread-safe.
 */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final String CURRENCY = "usd";

    private final StripeCalls stripe;
    private final Orders orders;
    private final CustomersAtStripe customers;
    private final Asks ledger;
    private final Purchases purchases;
    private final ObjectIds ids;
    private final boolean live;

    Settlement(
            StripeCalls stripe,
            Orders orders,
            CustomersAtStripe customers,
            Asks ledger,
            Purchases purchases,
            ObjectIds ids,
            boolean live) {
        this.stripe = stripe;
        this.orders = orders;
        this.customers = customers;
        this.ledger = ledger;
        this.purchases = purchases;
        this.ids = ids;
        this.live = live;
    }

    /** Looks at a payment as it stands at Stripe, and does what follows; empty where it is not for a top-up. */
    Optional<TopUp> settlePayment(String payment) {
        return settle(orders.payment(payment));
    }

    /** The order that a payment is for, as it is booked. */
    Optional<TopUp> orderOf(PaymentIntent payment) {
        return Optional.ofNullable(payment.getMetadata().get(Orders.ORDER))
                .flatMap(each -> ids.read(ObjectIds.Kind.TOP_UP, each))
                .flatMap(each -> purchases.of(each.account(), records -> records.topUp(each.number())));
    }

    Optional<TopUp> settle(PaymentIntent payment) {
        if (!Orders.TOP_UP.equals(payment.getMetadata().get(Orders.PURPOSE))) {
            return Optional.empty(); // a subscription's, or somebody else's
        }
        Optional<ObjectIds.Reference> order = Optional.ofNullable(
                        payment.getMetadata().get(Orders.ORDER))
                .flatMap(each -> ids.read(ObjectIds.Kind.TOP_UP, each));
        if (order.isEmpty()) {
            return Optional.empty(); // another database's that shares the Stripe account
        }
        AccountNumber account = order.get().account();
        Optional<TopUp> topUp =
                purchases.of(account, records -> records.topUp(order.get().number()));
        if (topUp.isEmpty()) {
            stray(payment, "no such order");
            return Optional.empty();
        }
        return Optional.of(follow(account, topUp.get(), payment));
    }

    private TopUp follow(AccountNumber account, TopUp topUp, PaymentIntent payment) {
        Request request = Asks.request(payment.getId());
        return switch (payment.getStatus()) {
            case "succeeded" -> paid(account, topUp, payment, request);
            case "processing" -> advance(account, topUp, TopUp.State.PROCESSING, payment, request);
            case "requires_action" ->
                topUp.card() == null
                        ? topUp // at Checkout, where the customer goes on
                        : advance(account, topUp, TopUp.State.REQUIRES_CONFIRMATION, payment, request);
            case "requires_payment_method", "canceled" -> failed(account, topUp, payment, request);
            default -> topUp; // not confirmed yet, or a state that we do not know: nothing follows
        };
    }

    private TopUp paid(AccountNumber account, TopUp topUp, PaymentIntent payment, Request request) {
        String wrong = wrong(account, topUp, payment);
        if (wrong != null) {
            stray(payment, wrong);
            return topUp;
        }
        Outcome<TopUp> outcome =
                ledger.ask(new PurchaseCommand.SettlePayment(account, request, topUp.number(), payment.getId()));
        if (outcome instanceof Outcome.Done<TopUp>(TopUp settled)) {
            return settled;
        }
        // Paid by another payment already, or more than an account may hold: money that brings no credit goes back.
        stray(payment, "brings no credit");
        giveBack(payment.getId());
        return topUp;
    }

    private @Nullable String wrong(AccountNumber account, TopUp topUp, PaymentIntent payment) {
        if (!CURRENCY.equals(payment.getCurrency())) {
            return "paid in another currency";
        }
        if (payment.getAmount() != Orders.cents(topUp.amount()) || payment.getAmountReceived() < payment.getAmount()) {
            return "another amount";
        }
        if (payment.getLivemode() != live) {
            return "another mode";
        }
        boolean its = payment.getCustomer() != null
                && customers
                        .account(payment.getCustomer())
                        .filter(account::equals)
                        .isPresent();
        return its ? null : "another customer";
    }

    private TopUp advance(
            AccountNumber account, TopUp topUp, TopUp.State state, PaymentIntent payment, Request request) {
        return ledger.done(new PurchaseCommand.AdvanceTopUp(
                account, request, topUp.number(), state, new TopUp.StripeNames(null, payment.getId(), null)));
    }

    /** At an open Checkout the customer may try another card; a saved card has had its try. */
    private TopUp failed(AccountNumber account, TopUp topUp, PaymentIntent payment, Request request) {
        boolean canceled = "canceled".equals(payment.getStatus());
        if (topUp.state().isEnd() || (topUp.card() == null && !canceled && topUp.state() != TopUp.State.PROCESSING)) {
            return topUp;
        }
        Failure failure = failure(payment);
        if (!canceled) {
            PaymentIntent after = orders.cancel(payment.getId());
            if (!"canceled".equals(after.getStatus())) {
                return "requires_payment_method".equals(after.getStatus()) ? topUp : follow(account, topUp, after);
            }
        }
        TopUp.State state = failure == null ? TopUp.State.CANCELED : TopUp.State.FAILED;
        return ledger.done(new PurchaseCommand.EndTopUp(account, request, topUp.number(), state, failure));
    }

    private static @Nullable Failure failure(PaymentIntent payment) {
        StripeError error = payment.getLastPaymentError();
        return error == null ? null : Declines.failure(error.getCode(), error.getDeclineCode(), error.getAdviceCode());
    }

    private void stray(PaymentIntent payment, String reason) {
        if ("succeeded".equals(payment.getStatus())
                && purchases.stray(payment.getId(), reason, payment.getAmount(), payment.getCurrency())) {
            LOG.error("payment brought no credit payment={} reason=\"{}\"", payment.getId(), reason);
        }
    }

    private void giveBack(String payment) {
        RefundCreateParams params =
                RefundCreateParams.builder().setPaymentIntent(payment).build();
        try {
            stripe.ask("refund.create", api -> api.refunds().create(params, StripeCalls.key("stray-" + payment)));
        } catch (StripeFault e) {
            LOG.error("payment that brought no credit was not given back payment={} {}", payment, e.getMessage());
        }
    }
}

package dev.florin.server.payments;

import com.stripe.model.PaymentIntent;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Request;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Refund;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Purchases;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Money that goes back. Asked for here: the credit is taken first, then Stripe is asked with a key made from that. Made at
 * Stripe: it is booked when it is seen. Thread-safe.
 */
public final class Refunds {
    private static final Logger LOG = LoggerFactory.getLogger(Refunds.class);

    /** By which a refund of ours is known among those that were made at Stripe. */
    private static final String REFUND = "florin_refund";

    private static final long MOST_OF_A_PAYMENT = 100;

    private final StripeCalls stripe;
    private final Orders orders;
    private final Settlement settlement;
    private final Payers payers;
    private final Invoices invoices;
    private final Asks ledger;
    private final Purchases purchases;
    private final ObjectIds ids;
    private final InstantSource clock;

    Refunds(StripeCalls stripe, PaymentParts parts, Payers payers, Invoices invoices) {
        this.stripe = stripe;
        this.orders = parts.orders();
        this.settlement = parts.settlement();
        this.payers = payers;
        this.invoices = invoices;
        this.ledger = parts.ledger();
        this.purchases = parts.purchases();
        this.ids = parts.ids();
        this.clock = parts.clock();
    }

    /**
     * Gives back what is unspent of a top-up.
     *
     * @param amount absent = all of it
     */
    public Outcome<Refund> open(
            AccountNumber account, Request request, long topUp, @Nullable Amount amount, boolean byCustomer) {
        Outcome<Refund> outcome =
                ledger.ask(new PurchaseCommand.OpenRefund(account, request, topUp, amount, byCustomer));
        return outcome instanceof Outcome.Done<Refund>(Refund refund)
                ? new Outcome.Done<>(pursue(account, refund))
                : outcome;
    }

    public Optional<Refund> find(AccountNumber account, long number) {
        return purchases.of(account, records -> records.refund(number));
    }

    /** Asks Stripe for a refund whose credit is taken. What Stripe cannot answer now is asked for again, with the same key. */
    Refund pursue(AccountNumber account, Refund refund) {
        if (refund.state() != Refund.State.ASKING) {
            return refund;
        }
        String id = ids.write(ObjectIds.Kind.REFUND, account, refund.number());
        if (refund.openedAt().plus(Errands.KEY_LASTS).isBefore(clock.instant())) {
            Optional<Refund> looked = lookFor(account, refund);
            if (looked.isEmpty() || looked.get().state() != Refund.State.ASKING) {
                return looked.orElse(refund);
            }
        }
        RefundCreateParams params = RefundCreateParams.builder()
                .setPaymentIntent(refund.payment())
                .setAmount(Orders.cents(refund.money()))
                .putMetadata(REFUND, id)
                .build();
        try {
            com.stripe.model.Refund made = stripe.ask("refund.create", api -> api.refunds().create(params, StripeCalls.key(id)));
            return advance(account, refund.number(), made);
        } catch (StripeFault e) {
            LOG.warn("stripe did not take on a refund {}", e.getMessage());
            boolean refused = e.kind() == StripeFault.Kind.INVALID || e.kind() == StripeFault.Kind.MISSING;
            return refused
                    ? ledger.done(new PurchaseCommand.AdvanceRefund(
                            account, Asks.request(id), refund.number(), Refund.State.FAILED, null))
                    : refund;
        }
    }

    /** Stripe may know its key no longer: what came of it is found among the refunds of its payment. */
    private Optional<Refund> lookFor(AccountNumber account, Refund refund) {
        try {
            follow(refund.payment());
        } catch (StripeFault e) {
            LOG.warn("stripe did not answer for a refund {}", e.getMessage());
            return Optional.empty();
        }
        return find(account, refund.number());
    }

    private Refund advance(AccountNumber account, long number, com.stripe.model.Refund refund) {
        return ledger.done(new PurchaseCommand.AdvanceRefund(
                account, Asks.request(refund.getId()), number, state(refund), refund.getId()));
    }

    private static Refund.State state(com.stripe.model.Refund refund) {
        return switch (refund.getStatus()) {
            case "succeeded" -> Refund.State.SUCCEEDED;
            case "failed", "canceled" -> Refund.State.FAILED;
            default -> Refund.State.PENDING; // also what is not known yet
        };
    }

    /** Looks at all refunds of a payment as they stand at Stripe, and does what follows. */
    void follow(String payment) {
        PaymentIntent paid = orders.payment(payment);
        if (settlement.settle(paid).isEmpty()) { // its credit comes before it goes
            invoices.followPaidBy(payment);
        }
        Optional<AccountNumber> account = payers.of(paid);
        if (account.isEmpty()) {
            return;
        }
        RefundListParams params = RefundListParams.builder()
                .setPaymentIntent(payment)
                .setLimit(MOST_OF_A_PAYMENT)
                .build();
        for (com.stripe.model.Refund each :
                stripe.ask("refunds.list", api -> api.refunds().list(params)).getData().reversed()) {
            follow(account.get(), paid, each);
        }
    }

    private void follow(AccountNumber account, PaymentIntent paid, com.stripe.model.Refund refund) {
        Optional<ObjectIds.Reference> ours = Optional.ofNullable(refund.getMetadata())
                .map(metadata -> metadata.get(REFUND))
                .flatMap(each -> ids.read(ObjectIds.Kind.REFUND, each))
                .filter(each -> each.account().equals(account));
        if (ours.isPresent()) {
            advance(account, ours.get().number(), refund);
            return;
        }
        boolean known = purchases
                .of(account, records -> records.refundCalled(refund.getId()))
                .isPresent();
        if (!known && state(refund) == Refund.State.FAILED) {
            return; // it never took anything
        }
        Refund booked = ledger.done(new PurchaseCommand.BookRefund(
                account,
                Asks.request(refund.getId()),
                refund.getId(),
                paid.getId(),
                Orders.amount(refund.getAmount()),
                Orders.amount(paid.getAmount())));
        advance(account, booked.number(), refund);
    }
}

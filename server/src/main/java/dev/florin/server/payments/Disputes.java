package dev.florin.server.payments;

import com.stripe.model.PaymentIntent;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.TopUp;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Payments that banks take back, or ask about. Thread-safe. */
final class Disputes {
    private static final Logger LOG = LoggerFactory.getLogger(Disputes.class);
    private static final String INQUIRY = "warning_";

    private final StripeCalls stripe;
    private final Orders orders;
    private final Settlement settlement;
    private final Payers payers;
    private final TopUps topUps;
    private final Invoices invoices;
    private final PaymentParts parts;

    Disputes(StripeCalls stripe, PaymentParts parts, Payers payers, TopUps topUps, Invoices invoices) {
        this.stripe = stripe;
        this.orders = parts.orders();
        this.settlement = parts.settlement();
        this.payers = payers;
        this.topUps = topUps;
        this.invoices = invoices;
        this.parts = parts;
    }

    /** Looks at a dispute as it stands at Stripe, and does what follows. */
    void follow(String id) {
        com.stripe.model.Dispute dispute = stripe.ask("dispute.read", api -> api.disputes().retrieve(id));
        String payment = dispute.getPaymentIntent();
        if (payment == null) {
            LOG.error("dispute of a charge without a payment dispute={}", id);
            return;
        }
        PaymentIntent paid = orders.payment(payment);
        if (settlement.settle(paid).isEmpty()) { // its credit comes before it is frozen
            invoices.followPaidBy(payment);
        }
        Optional<AccountNumber> account = payers.of(paid);
        if (account.isEmpty()) {
            return;
        }
        follow(account.get(), paid, dispute);
    }

    private void follow(AccountNumber account, PaymentIntent paid, com.stripe.model.Dispute dispute) {
        String status = dispute.getStatus();
        boolean inquiry = status.startsWith(INQUIRY);
        parts.ledger()
                .done(new PurchaseCommand.OpenDispute(
                        account,
                        Asks.request(dispute.getId()),
                        dispute.getId(),
                        paid.getId(),
                        Orders.amount(dispute.getAmount()),
                        Orders.amount(paid.getAmount()),
                        inquiry));
        switch (status) {
            case "won" -> end(account, dispute, Dispute.State.WON);
            case "lost" -> end(account, dispute, Dispute.State.LOST);
            case "prevented" -> end(account, dispute, Dispute.State.WON);
            case "warning_closed" -> end(account, dispute, Dispute.State.CLOSED);
            case "needs_response", "under_review" -> closeCheckouts(account);
            case "warning_needs_response", "warning_under_review" -> {}
            default -> LOG.error("dispute in a state that is not known dispute={} status={}", dispute.getId(), status);
        }
    }

    private void end(AccountNumber account, com.stripe.model.Dispute dispute, Dispute.State how) {
        parts.ledger()
                .done(new PurchaseCommand.EndDispute(account, Asks.request(dispute.getId()), dispute.getId(), how));
    }

    /** Nothing is bought while a payment is disputed: a Checkout that was open before could still be paid. */
    private void closeCheckouts(AccountNumber account) {
        for (TopUp open : parts.purchases().of(account, records -> records.openTopUps())) {
            if (open.openCheckout()) {
                topUps.cancel(account, open.number());
            }
        }
    }
}

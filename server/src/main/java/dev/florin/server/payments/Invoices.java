package dev.florin.server.payments;

import com.stripe.model.Invoice;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.InvoicePayment;
import com.stripe.model.StripeCollection;
import com.stripe.param.InvoiceLineItemListParams;
import com.stripe.param.InvoicePaymentListParams;
import com.stripe.param.RefundCreateParams;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.PurchaseCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscription invoices and what they earn. The invoice as it stands decides, never an event's body. Thread-safe. */
final class Invoices {
    private static final Logger LOG = LoggerFactory.getLogger(Invoices.class);
    private static final long PAGE = 100;

    /** No subscription has more lines. */
    private static final int MOST_LINES = 1_000;

    private static final Duration SHORTEST_MONTH = Duration.ofDays(28);
    private static final Duration LONGEST_MONTH = Duration.ofDays(31);
    private static final Duration SHORTEST_YEAR = Duration.ofDays(365);
    private static final Duration LONGEST_YEAR = Duration.ofDays(366);

    private final StripeCalls stripe;
    private final CustomersAtStripe customers;
    private final ProPrices prices;
    private final ProPlan plan;
    private final Asks ledger;

    Invoices(StripeCalls stripe, PaymentParts parts, ProPrices prices, ProPlan plan) {
        this.stripe = stripe;
        this.customers = parts.customers();
        this.prices = prices;
        this.plan = plan;
        this.ledger = parts.ledger();
    }

    /**
     * An invoice that was looked at.
     *
     * @param account whose; absent where it is nobody's that we know
     * @param until the end of the last period it paid; absent where it is not paid
     */
    record Seen(
            String subscription,
            @Nullable AccountNumber account,
            @Nullable Instant until) {}

    /** Empty where it is no subscription's. */
    Optional<Seen> follow(String id) {
        Invoice invoice = stripe.ask("invoice.read", api -> api.invoices().retrieve(id));
        String subscription = subscription(invoice);
        if (subscription == null) {
            return Optional.empty();
        }
        AccountNumber account = customers.account(invoice.getCustomer()).orElse(null);
        if (account == null || !"paid".equals(invoice.getStatus())) {
            return Optional.of(new Seen(subscription, account, null));
        }
        List<InvoiceLineItem> lines = lines(id);
        Instant until = null;
        List<PurchaseCommand.EarningLine> earning = new ArrayList<>();
        for (InvoiceLineItem line : lines) {
            Optional<PurchaseCommand.EarningLine> earns = earns(line);
            if (earns.isPresent()) {
                earning.add(earns.get());
                until = until == null || earns.get().end().isAfter(until)
                        ? earns.get().end()
                        : until;
            }
        }
        if (invoice.getTotal() > 0 && !earning.isEmpty()) {
            ledger.done(
                    new PurchaseCommand.PayInvoice(account, Asks.request(id), id, paymentOf(id), List.copyOf(earning)));
        }
        return Optional.of(new Seen(subscription, account, until));
    }

    /** Follows the invoice that a payment paid, if any: its bonus comes before it goes. */
    void followPaidBy(String payment) {
        InvoicePaymentListParams params = InvoicePaymentListParams.builder()
                .setPayment(InvoicePaymentListParams.Payment.builder()
                        .setType(InvoicePaymentListParams.Payment.Type.PAYMENT_INTENT)
                        .setPaymentIntent(payment)
                        .build())
                .build();
        for (InvoicePayment each : stripe.ask(
                        "invoice_payments.list", api -> api.invoicePayments().list(params))
                .getData()) {
            follow(each.getInvoice());
        }
    }

    /** Gives back all that was paid for an invoice. */
    void giveBack(@Nullable String invoice) {
        String payment = invoice == null ? null : paymentOf(invoice);
        if (payment == null) {
            return; // a trial, or paid from a balance at Stripe
        }
        RefundCreateParams params =
                RefundCreateParams.builder().setPaymentIntent(payment).build();
        try {
            stripe.ask("refund.create", api -> api.refunds().create(params, StripeCalls.key("second-" + payment)));
        } catch (StripeFault e) {
            if (e.kind() != StripeFault.Kind.INVALID) {
                throw e;
            }
            LOG.error("payment of a second subscription was not given back payment={} {}", payment, e.getMessage());
        }
    }

    private static @Nullable String subscription(Invoice invoice) {
        Invoice.Parent parent = invoice.getParent();
        return parent == null || parent.getSubscriptionDetails() == null
                ? null
                : parent.getSubscriptionDetails().getSubscription();
    }

    private List<InvoiceLineItem> lines(String invoice) {
        List<InvoiceLineItem> all = new ArrayList<>();
        String last = null;
        while (all.size() < MOST_LINES) {
            InvoiceLineItemListParams.Builder params =
                    InvoiceLineItemListParams.builder().setLimit(PAGE);
            if (last != null) {
                params.setStartingAfter(last);
            }
            StripeCollection<InvoiceLineItem> page =
                    stripe.ask("invoice_lines.list", api -> api.invoices().lineItems().list(invoice, params.build()));
            all.addAll(page.getData());
            if (!Boolean.TRUE.equals(page.getHasMore()) || page.getData().isEmpty()) {
                break;
            }
            last = page.getData().getLast().getId();
        }
        return all;
    }

    /** A line earns that bears a price of Pro and pays for a whole month or year, whatever its proration flag says. */
    private Optional<PurchaseCommand.EarningLine> earns(InvoiceLineItem line) {
        boolean ofSubscription = line.getParent() != null && line.getParent().getSubscriptionItemDetails() != null;
        String price = line.getPricing() == null || line.getPricing().getPriceDetails() == null
                ? null
                : line.getPricing().getPriceDetails().getPrice();
        if (!ofSubscription || price == null || line.getAmount() <= 0) {
            return Optional.empty();
        }
        Instant start = Instant.ofEpochSecond(line.getPeriod().getStart());
        Instant end = Instant.ofEpochSecond(line.getPeriod().getEnd());
        return prices.interval(price)
                .filter(interval -> isWhole(interval, Duration.between(start, end)))
                .map(interval -> new PurchaseCommand.EarningLine(line.getId(), start, end, plan.bonus(interval)));
    }

    private static boolean isWhole(ProPlan.Interval interval, Duration length) {
        Duration shortest = interval == ProPlan.Interval.MONTH ? SHORTEST_MONTH : SHORTEST_YEAR;
        Duration longest = interval == ProPlan.Interval.MONTH ? LONGEST_MONTH : LONGEST_YEAR;
        return length.compareTo(shortest) >= 0 && length.compareTo(longest) <= 0;
    }

    /** What paid it; absent where it was paid from a balance. */
    private @Nullable String paymentOf(String invoice) {
        InvoicePaymentListParams params = InvoicePaymentListParams.builder()
                .setInvoice(invoice)
                .setStatus(InvoicePaymentListParams.Status.PAID)
                .build();
        for (InvoicePayment each :
                stripe.ask("invoice_payments.list", api -> api.invoicePayments().list(params)).getData()) {
            if (each.getPayment() != null && each.getPayment().getPaymentIntent() != null) {
                return each.getPayment().getPaymentIntent();
            }
        }
        return null;
    }
}

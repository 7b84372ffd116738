package dev.florin.server.payments;

import com.stripe.model.Dispute;
import com.stripe.model.HasId;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.model.Subscription;
import com.stripe.param.DisputeListParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.SubscriptionListParams;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.StripeEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares Stripe's payments, invoices, refunds, disputes and subscriptions with what is booked, once a day and both ways. What
 * is missing here is booked, and told; what is missing there is only told: nobody is debited by a comparison. Needs no event:
 * some are never generated. Thread-safe.
 */
public final class StripeAudit {
    private static final Logger LOG = LoggerFactory.getLogger(StripeAudit.class);

    private static final Duration EACH = Duration.ofHours(20);

    /** A payment of a slow method may take that long. */
    private static final Duration OVERLAP = Duration.ofDays(7);

    /** What an installation that was never audited looks back. */
    private static final Duration AT_FIRST = Duration.ofDays(35);

    /** What is younger may have an event that is just being worked on: that is no repair. */
    private static final Duration ON_ITS_WAY = Duration.ofHours(1);

    private static final long PAGE = 100;

    /** Half a million objects of a kind: some hours of Stripe's time. */
    private static final int MOST_PAGES = 5_000;

    private static final int OURS_AT_ONCE = 1_000;

    private final StripeCalls stripe;
    private final StripeEvents events;
    private final Purchases purchases;
    private final Orders orders;
    private final InstantSource clock;
    private final PaymentMeters meters;
    private final Settlement settlement;
    private final Refunds refunds;
    private final Disputes disputes;
    private final Subscriptions subscriptions;

    StripeAudit(
            StripeCalls stripe,
            StripeEvents events,
            PaymentParts parts,
            EventWork.Followers followers,
            PaymentMeters meters) {
        this.stripe = stripe;
        this.events = events;
        this.purchases = parts.purchases();
        this.orders = parts.orders();
        this.clock = parts.clock();
        this.meters = meters;
        this.settlement = followers.settlement();
        this.refunds = followers.refunds();
        this.disputes = followers.disputes();
        this.subscriptions = followers.subscriptions();
    }

    /** How a comparison went: objects that were compared, and those about which Stripe did not answer. */
    public record Run(long compared, long failed) {}

    /** Compares where a day has passed since it was done last. */
    public Run runDaily() {
        Instant now = clock.instant();
        boolean due = events.auditedUntil()
                .map(until -> until.plus(EACH).isBefore(now))
                .orElse(true);
        return due ? run() : new Run(0, 0);
    }

    /** Compares now. */
    public Run run() {
        Instant now = clock.instant();
        Instant since = events.auditedUntil().map(until -> until.minus(OVERLAP)).orElse(now.minus(AT_FIRST));
        Tally tally = new Tally();
        try {
            Set<String> paid = payments(since, tally);
            invoices(since, tally);
            refunds(since, tally);
            disputes(since, tally);
            subscriptions(tally);
            ours(since, paid, tally);
        } catch (StripeFault e) {
            LOG.warn("the comparison with Stripe stopped {}", e.getMessage());
            return new Run(tally.compared, tally.failed + 1);
        }
        if (tally.failed == 0) {
            events.auditedUntil(now);
        }
        return new Run(tally.compared, tally.failed);
    }

    /** What was compared; each by itself, so that one that breaks does not hide the others. */
    private static final class Tally {
        private long compared;
        private long failed;

        void compare(String what, @Nullable String id, Runnable work) {
            try {
                work.run();
                compared++;
            } catch (StripeFault e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.error("the comparison broke what={} id={}", what, id, e);
                failed++;
            }
        }
    }

    private Set<String> payments(Instant since, Tally tally) {
        Set<String> paid = new HashSet<>();
        all(
                "payment_intents.list",
                last -> {
                    PaymentIntentListParams.Builder params = PaymentIntentListParams.builder()
                            .setLimit(PAGE)
                            .setCreated(PaymentIntentListParams.Created.builder()
                                    .setGte(since.getEpochSecond())
                                    .build());
                    return api ->
                            api.paymentIntents().list((last == null ? params : params.setStartingAfter(last)).build());
                },
                (PaymentIntent each) -> {
                    if ("succeeded".equals(each.getStatus())) {
                        paid.add(each.getId());
                        tally.compare("payment", each.getId(), () -> payment(each));
                    }
                });
        return paid;
    }

    private void payment(PaymentIntent payment) {
        Optional<TopUp> before = settlement.orderOf(payment);
        Optional<TopUp> after = settlement.settle(payment);
        boolean booked = before.map(TopUp::state)
                        .filter(state -> state != TopUp.State.SUCCEEDED)
                        .isPresent()
                && after.map(TopUp::state)
                        .filter(state -> state == TopUp.State.SUCCEEDED)
                        .isPresent();
        if (booked && isLate(payment.getCreated())) {
            meters.repaired();
            LOG.error("a payment had brought no credit until the comparison found it payment={}", payment.getId());
        }
    }

    private boolean isLate(long created) {
        return Instant.ofEpochSecond(created).isBefore(clock.instant().minus(ON_ITS_WAY));
    }

    private void invoices(Instant since, Tally tally) {
        all(
                "invoices.list",
                last -> {
                    InvoiceListParams.Builder params = InvoiceListParams.builder()
                            .setLimit(PAGE)
                            .setStatus(InvoiceListParams.Status.PAID)
                            .setCreated(InvoiceListParams.Created.builder()
                                    .setGte(since.getEpochSecond())
                                    .build());
                    return api -> api.invoices().list((last == null ? params : params.setStartingAfter(last)).build());
                },
                (Invoice each) -> tally.compare("invoice", each.getId(), () -> {
                    if (!purchases.hasBonus(each.getId())) {
                        subscriptions.followInvoice(each.getId());
                        if (purchases.hasBonus(each.getId()) && isLate(each.getCreated())) {
                            meters.repaired();
                            LOG.error(
                                    "an invoice had brought no bonus until the comparison found it invoice={}",
                                    each.getId());
                        }
                    }
                }));
    }

    private void refunds(Instant since, Tally tally) {
        Set<String> looked = new HashSet<>();
        all(
                "refunds.list",
                last -> {
                    RefundListParams.Builder params = RefundListParams.builder()
                            .setLimit(PAGE)
                            .setCreated(RefundListParams.Created.builder()
                                    .setGte(since.getEpochSecond())
                                    .build());
                    return api -> api.refunds().list((last == null ? params : params.setStartingAfter(last)).build());
                },
                (Refund each) -> {
                    String payment = each.getPaymentIntent();
                    if (payment != null && looked.add(payment)) {
                        tally.compare("refund", each.getId(), () -> refunds.follow(payment));
                    }
                });
    }

    private void disputes(Instant since, Tally tally) {
        all(
                "disputes.list",
                last -> {
                    DisputeListParams.Builder params = DisputeListParams.builder()
                            .setLimit(PAGE)
                            .setCreated(DisputeListParams.Created.builder()
                                    .setGte(since.getEpochSecond())
                                    .build());
                    return api -> api.disputes().list((last == null ? params : params.setStartingAfter(last)).build());
                },
                (Dispute each) -> tally.compare("dispute", each.getId(), () -> disputes.follow(each.getId())));
    }

    private void subscriptions(Tally tally) {
        Set<String> there = new HashSet<>();
        all(
                "subscriptions.list",
                last -> {
                    SubscriptionListParams.Builder params =
                            SubscriptionListParams.builder().setLimit(PAGE);
                    return api ->
                            api.subscriptions().list((last == null ? params : params.setStartingAfter(last)).build());
                },
                (Subscription each) -> {
                    there.add(each.getId());
                    tally.compare("subscription", each.getId(), () -> subscriptions.take(each));
                });
        for (String ours : subscriptions.notEnded()) {
            if (!there.contains(ours)) {
                tally.compare("subscription", ours, () -> subscriptions.follow(ours));
            }
        }
    }

    /** Every top-up that is booked must have been paid. */
    private void ours(Instant since, Set<String> paid, Tally tally) {
        // Those at the edge may have been paid by a payment that is older than what was listed.
        Purchases.Owned<TopUp> last = null;
        List<Purchases.Owned<TopUp>> page = purchases.succeeded(since, last, OURS_AT_ONCE);
        while (!page.isEmpty()) {
            for (Purchases.Owned<TopUp> each : page) {
                String payment = each.value().stripe().payment();
                if (payment != null && !paid.contains(payment)) {
                    tally.compare("top-up", payment, () -> requirePaid(each.account(), payment));
                }
            }
            last = page.getLast();
            page = purchases.succeeded(since, last, OURS_AT_ONCE);
        }
    }

    private void requirePaid(AccountNumber account, String payment) {
        String status;
        try {
            status = orders.payment(payment).getStatus();
        } catch (StripeFault e) {
            if (e.kind() != StripeFault.Kind.MISSING) {
                throw e;
            }
            status = "missing";
        }
        if (!"succeeded".equals(status)) {
            meters.difference();
            LOG.error(
                    "credit was booked for a payment that Stripe calls {} account={} payment={}",
                    status,
                    account.number(),
                    payment);
        }
    }

    private <T extends HasId> void all(
            String what, Function<@Nullable String, StripeCalls.Call<StripeCollection<T>>> page, Consumer<T> each) {
        String last = null;
        for (int i = 0; i < MOST_PAGES; i++) {
            StripeCollection<T> found = stripe.ask(what, page.apply(last));
            found.getData().forEach(each);
            if (!Boolean.TRUE.equals(found.getHasMore()) || found.getData().isEmpty()) {
                return;
            }
            last = found.getData().getLast().getId();
        }
        LOG.error("Stripe has more than the comparison reads what={} pages={}", what, MOST_PAGES);
    }
}

package dev.florin.server.payments;

import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionCreateParams;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.server.storage.SubscriptionRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows subscriptions as they stand at Stripe: the plan follows their status, the bonus their paid invoices. Stripe's status
 * decides, never our own look at a period's end. Thread-safe.
 */
final class Subscriptions {
    static final String SWITCH_TO = "florin_switch_to";

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
    private static final Set<String> WORKING = Set.of("active", "trialing");
    private static final Set<String> OVER = Set.of("canceled", "incomplete_expired");

    private final StripeCalls stripe;
    private final CustomersAtStripe customers;
    private final SubscriptionRecords records;
    private final Invoices invoices;
    private final ProPrices prices;
    private final ProPlan plan;
    private final Asks ledger;
    private final PaymentMeters meters;

    Subscriptions(
            StripeCalls stripe,
            PaymentParts parts,
            SubscriptionRecords records,
            Invoices invoices,
            ProPrices prices,
            ProPlan plan,
            PaymentMeters meters) {
        this.meters = meters;
        this.stripe = stripe;
        this.customers = parts.customers();
        this.records = records;
        this.invoices = invoices;
        this.prices = prices;
        this.plan = plan;
        this.ledger = parts.ledger();
    }

    static boolean isWorking(String status) {
        return WORKING.contains(status);
    }

    static boolean isOver(String status) {
        return OVER.contains(status);
    }

    List<String> notEnded() {
        return records.notEnded();
    }

    /** Looks at a subscription as it stands, and does what follows. */
    void follow(String id) {
        take(stripe.ask("subscription.read", api -> api.subscriptions().retrieve(id)));
    }

    /** The same, of one that was just answered. */
    void take(Subscription subscription) {
        Optional<AccountNumber> account = customers.account(subscription.getCustomer());
        if (account.isEmpty()) {
            LOG.error("subscription of a customer who is not known subscription={}", subscription.getId());
            return;
        }
        SubscriptionItem item = subscription.getItems().getData().getFirst();
        Optional<ProPlan.Interval> interval = prices.interval(item.getPrice().getId());
        if (interval.isEmpty()) {
            return; // not ours to follow: something else is sold to this customer too
        }
        records.put(account.get(), record(subscription, item, interval.get()));
        decide(account.get());
        endSecond(account.get());
        goOn(account.get(), subscription);
    }

    private static SubscriptionRecords.Subscription record(
            Subscription subscription, SubscriptionItem item, ProPlan.Interval interval) {
        Map<String, String> metadata = subscription.getMetadata();
        Long cancelAt = subscription.getCancelAt();
        Instant end = Instant.ofEpochSecond(item.getCurrentPeriodEnd());
        boolean atEnd = Boolean.TRUE.equals(subscription.getCancelAtPeriodEnd());
        return new SubscriptionRecords.Subscription(
                subscription.getId(),
                item.getId(),
                interval.code(),
                subscription.getStatus(),
                Instant.ofEpochSecond(item.getCurrentPeriodStart()),
                end,
                atEnd ? end : cancelAt == null ? null : Instant.ofEpochSecond(cancelAt),
                metadata == null ? null : blankToNull(metadata.get(SWITCH_TO)),
                "trialing".equals(subscription.getStatus()) ? end : null,
                subscription.getDefaultPaymentMethod());
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Says what all subscriptions of an account come to. */
    void decide(AccountNumber account) {
        List<SubscriptionRecords.Subscription> all = records.of(account);
        PlanWord word = null;
        for (SubscriptionRecords.Subscription each : all) {
            if (isWorking(each.status())) {
                word = new PlanWord(Plan.PRO, null);
                break;
            }
            Instant paidUntil = each.paidUntil() == null ? each.periodStart() : each.paidUntil();
            if ("past_due".equals(each.status())) {
                word = new PlanWord(Plan.PRO, paidUntil.plus(plan.grace()));
            }
        }
        PlanWord said = word == null && !all.isEmpty() ? new PlanWord(Plan.FREE, null) : word;
        ledger.done(new PurchaseCommand.SetSubscription(account, Asks.request("subscription"), said));
    }

    /** Two were begun at once, at pages that neither of us could close in time: the first stays, the other's money goes back. */
    private void endSecond(AccountNumber account) {
        List<SubscriptionRecords.Subscription> working = records.of(account).stream()
                .filter(each -> isWorking(each.status()))
                .toList();
        if (working.size() < 2) {
            return;
        }
        List<Subscription> begun = new ArrayList<>();
        for (SubscriptionRecords.Subscription each : working) {
            Subscription now =
                    stripe.ask("subscription.read", api -> api.subscriptions().retrieve(each.id()));
            if (isWorking(now.getStatus())) {
                begun.add(now);
            }
        }
        begun.sort(Comparator.comparing(Subscription::getCreated).thenComparing(Subscription::getId));
        begun.stream().skip(1).forEach(this::giveBack);
    }

    private void giveBack(Subscription second) {
        LOG.error("account had a second subscription: ended and given back subscription={}", second.getId());
        meters.secondSubscription();
        // The money first: whoever looks after it is ended finds one subscription, and nothing to give back.
        invoices.giveBack(second.getLatestInvoice());
        Subscription ended = stripe.ask(
                "subscription.cancel",
                api -> api.subscriptions()
                        .cancel(
                                second.getId(),
                                SubscriptionCancelParams.builder().build(),
                                StripeCalls.key("second-" + second.getId())));
        take(ended);
    }

    /** One that was to change its interval at its end has ended: the next begins. */
    private void goOn(AccountNumber account, Subscription ended) {
        String next = ended.getMetadata() == null
                ? null
                : blankToNull(ended.getMetadata().get(SWITCH_TO));
        boolean anotherOne = records.of(account).stream().anyMatch(each -> !isOver(each.status()));
        if (!"canceled".equals(ended.getStatus()) || next == null || anotherOne) {
            return;
        }
        Optional<String> price = ProPlan.Interval.ofCode(next).flatMap(prices::current);
        if (price.isEmpty()) {
            LOG.error("no price to go on with subscription={} interval={}", ended.getId(), next);
            return;
        }
        SubscriptionCreateParams.Builder params = SubscriptionCreateParams.builder()
                .setCustomer(ended.getCustomer())
                .setOffSession(true)
                .addItem(SubscriptionCreateParams.Item.builder()
                        .setPrice(price.get())
                        .build());
        if (ended.getDefaultPaymentMethod() != null) {
            params.setDefaultPaymentMethod(ended.getDefaultPaymentMethod());
        }
        Subscription begun = stripe.ask(
                "subscription.create",
                api -> api.subscriptions().create(params.build(), StripeCalls.key("after-" + ended.getId())));
        take(begun);
    }

    /** Looks at an invoice as it stands: a paid one earns its bonus, and any may have changed its subscription. */
    void followInvoice(String id) {
        invoices.follow(id).ifPresent(paid -> {
            follow(paid.subscription());
            if (paid.account() != null && paid.until() != null) {
                records.paid(paid.account(), paid.subscription(), paid.until());
                decide(paid.account());
            }
        });
    }
}

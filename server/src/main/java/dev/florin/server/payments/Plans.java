package dev.florin.server.payments;

import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.billingportal.SessionCreateParams;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Request;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Bonus;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.SubscriptionRecords;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a customer does about the subscription: begin, switch, cancel, resume. Stripe does it; the plan follows. Thread-safe. */
public final class Plans {
    private static final String SUBSCRIBE = "subscribe";

    /** Two years of months. */
    private static final long MOST_PAPERS = 24;

    private final StripeCalls stripe;
    private final CustomersAtStripe customers;
    private final SubscriptionRecords records;
    private final Subscriptions subscriptions;
    private final ProPrices prices;
    private final ProPlan plan;
    private final Purchases purchases;
    private final ObjectIds ids;
    private final InstantSource clock;
    private final Errands errands;
    private final CheckoutPages pages;

    Plans(
            StripeCalls stripe,
            PaymentParts parts,
            SubscriptionRecords records,
            Subscriptions subscriptions,
            ProPrices prices,
            ProPlan plan) {
        this.errands = parts.errands();
        this.pages = parts.pages();
        this.stripe = stripe;
        this.customers = parts.customers();
        this.records = records;
        this.subscriptions = subscriptions;
        this.prices = prices;
        this.plan = plan;
        this.purchases = parts.purchases();
        this.ids = parts.ids();
        this.clock = parts.clock();
    }

    /** The subscription that counts: one that has not ended, else the last. */
    public Optional<SubscriptionRecords.Subscription> of(AccountNumber account) {
        List<SubscriptionRecords.Subscription> all = records.of(account);
        return all.stream()
                .filter(each -> !Subscriptions.isOver(each.status()))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /** One that has not ended. */
    public Optional<SubscriptionRecords.Subscription> current(AccountNumber account) {
        return of(account).filter(each -> !Subscriptions.isOver(each.status()));
    }

    public static boolean isPaid(SubscriptionRecords.Subscription subscription) {
        return Subscriptions.isWorking(subscription.status()) || "past_due".equals(subscription.status());
    }

    /** A page of Stripe's where the subscription is paid for; refused where one is there already. */
    public Errands.Came checkout(AccountNumber account, Request request, ProPlan.Interval interval, String returnUrl) {
        String customer = customers.of(account);
        String price = prices.current(interval)
                .orElseThrow(
                        () -> new IllegalStateException("no price has the lookup key " + plan.lookupKey(interval)));
        String name = ids.write(ObjectIds.Kind.ACCOUNT, account, account.number());
        var params = com.stripe.param.checkout.SessionCreateParams.builder()
                .setMode(com.stripe.param.checkout.SessionCreateParams.Mode.SUBSCRIPTION)
                .setCustomer(customer)
                .setClientReferenceId(name)
                .addLineItem(com.stripe.param.checkout.SessionCreateParams.LineItem.builder()
                        .setPrice(price)
                        .setQuantity(1L)
                        .build())
                .setSubscriptionData(com.stripe.param.checkout.SessionCreateParams.SubscriptionData.builder()
                        .putMetadata("florin_account", name)
                        .build())
                .setSuccessUrl(returnUrl)
                .setCancelUrl(returnUrl)
                .build();
        String wish = String.join("\n", customer, price, returnUrl);
        return errands.run(account, request, SUBSCRIBE, wish, (errand, key) -> {
            Optional<Session> last = pages.last(errand);
            // Paid a moment ago, in another tab: this one must not sell a second.
            last.map(Session::getSubscription).ifPresent(subscriptions::follow);
            if (current(account)
                    .filter(each -> !"incomplete".equals(each.status()))
                    .isPresent()) {
                return Optional.empty();
            }
            return Optional.of(last.filter(CheckoutPages::isOpen)
                    .map(CheckoutPages::made)
                    .orElseGet(() -> pages.open(params, key)));
        });
    }

    /** What is asked for Pro; empty where Stripe has no such price. */
    public Optional<Amount> price(ProPlan.Interval interval) {
        return prices.amount(interval);
    }

    /** What a whole paid period earns. */
    public Amount bonus(ProPlan.Interval interval) {
        return plan.bonus(interval);
    }

    /** Looks at the subscription that was begun last: its customer comes back from Stripe. */
    public void look(AccountNumber account) {
        pages.newest(account, SUBSCRIBE).map(Session::getSubscription).ifPresent(id -> {
            subscriptions.follow(id);
            Subscription begun =
                    stripe.ask("subscription.read", api -> api.subscriptions().retrieve(id));
            if (begun.getLatestInvoice() != null) {
                subscriptions.followInvoice(begun.getLatestInvoice());
            }
        });
    }

    /**
     * A payment for the subscription.
     *
     * @param status Stripe's word
     * @param url where Stripe shows it; absent while it is a draft
     */
    public record Paper(
            String number,
            Instant at,
            Amount amount,
            String status,
            @Nullable String url) {}

    /** The newest payments for the subscription, as Stripe tells them now. */
    public List<Paper> papers(AccountNumber account) {
        Optional<String> customer = customers.known(account);
        if (customer.isEmpty()) {
            return List.of();
        }
        InvoiceListParams params = InvoiceListParams.builder()
                .setCustomer(customer.get())
                .setLimit(MOST_PAPERS)
                .build();
        return stripe.ask("invoices.list", api -> api.invoices().list(params)).getData().stream()
                .filter(each -> !"draft".equals(each.getStatus()))
                .map(each -> new Paper(
                        each.getNumber() == null ? each.getId() : each.getNumber(),
                        Instant.ofEpochSecond(each.getCreated()),
                        Orders.amount(Math.max(0, each.getTotal())),
                        each.getStatus(),
                        each.getHostedInvoiceUrl()))
                .toList();
    }

    /** Ends it at the end of what was paid, or now. */
    public Errands.Came cancel(
            AccountNumber account, Request request, SubscriptionRecords.Subscription subscription, boolean now) {
        if (!now) {
            return update(
                    new Change(account, request, "cancel", subscription.id()),
                    SubscriptionUpdateParams.builder().setCancelAtPeriodEnd(true));
        }
        return errands.run(account, request, "end", subscription.id(), (_, key) -> {
            subscriptions.take(stripe.ask(
                    "subscription.cancel",
                    api -> api.subscriptions()
                            .cancel(
                                    subscription.id(),
                                    SubscriptionCancelParams.builder().build(),
                                    StripeCalls.key(key))));
            return Optional.of(Errands.Made.NOTHING);
        });
    }

    /** Takes back that it was to end, or to change its interval. */
    public Errands.Came resume(AccountNumber account, Request request, SubscriptionRecords.Subscription subscription) {
        return update(
                new Change(account, request, "resume", subscription.id()),
                SubscriptionUpdateParams.builder()
                        .setCancelAtPeriodEnd(false)
                        .putMetadata(Subscriptions.SWITCH_TO, ""));
    }

    /** A change that a subscription takes as it stands. */
    private record Change(AccountNumber account, Request request, String what, String subscription) {}

    private Errands.Came update(Change change, SubscriptionUpdateParams.Builder params) {
        return errands.run(change.account, change.request, change.what, change.subscription, (_, key) -> {
            subscriptions.take(stripe.ask(
                    "subscription.update",
                    api -> api.subscriptions().update(change.subscription, params.build(), StripeCalls.key(key))));
            return Optional.of(Errands.Made.NOTHING);
        });
    }

    /** A year begins at once, a month when the paid year ends. */
    public Errands.Came switchTo(
            AccountNumber account,
            Request request,
            SubscriptionRecords.Subscription subscription,
            ProPlan.Interval interval) {
        if (interval == ProPlan.Interval.MONTH) {
            return update(
                    new Change(account, request, "switch", subscription.id()),
                    SubscriptionUpdateParams.builder()
                            .setCancelAtPeriodEnd(true)
                            .putMetadata(Subscriptions.SWITCH_TO, interval.code()));
        }
        String price = prices.current(interval).orElseThrow();
        SubscriptionUpdateParams params = SubscriptionUpdateParams.builder()
                .addItem(SubscriptionUpdateParams.Item.builder()
                        .setId(subscription.item())
                        .setPrice(price)
                        .build())
                .setProrationBehavior(SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE)
                .setPaymentBehavior(SubscriptionUpdateParams.PaymentBehavior.PENDING_IF_INCOMPLETE)
                .build();
        String wish = String.join("\n", subscription.id(), subscription.item(), price);
        return errands.run(account, request, "switch", wish, (_, key) -> {
            Subscription switched = stripe.ask(
                    "subscription.update",
                    api -> api.subscriptions().update(subscription.id(), params, StripeCalls.key(key)));
            subscriptions.take(switched);
            if (switched.getLatestInvoice() != null) {
                subscriptions.followInvoice(switched.getLatestInvoice());
            }
            return Optional.of(Errands.Made.NOTHING);
        });
    }

    /**
     * What a switch would come to.
     *
     * @param charged now, to the card
     * @param from when the new interval begins
     * @param bonus what it would earn
     */
    public record Preview(Amount charged, Instant from, Amount bonus) {}

    /** Moves nothing. */
    public Preview preview(
            AccountNumber account, SubscriptionRecords.Subscription subscription, ProPlan.Interval interval) {
        if (interval == ProPlan.Interval.MONTH) {
            Instant from = subscription.periodEnd();
            return new Preview(Amount.ZERO, from, bonus(account, interval, from));
        }
        InvoiceCreatePreviewParams params = InvoiceCreatePreviewParams.builder()
                .setSubscription(subscription.id())
                .setSubscriptionDetails(InvoiceCreatePreviewParams.SubscriptionDetails.builder()
                        .addItem(InvoiceCreatePreviewParams.SubscriptionDetails.Item.builder()
                                .setId(subscription.item())
                                .setPrice(prices.current(interval).orElseThrow())
                                .build())
                        .setProrationBehavior(
                                InvoiceCreatePreviewParams.SubscriptionDetails.ProrationBehavior.ALWAYS_INVOICE)
                        .build())
                .build();
        Invoice invoice = stripe.ask("invoice.preview", api -> api.invoices().createPreview(params));
        Instant from = clock.instant();
        return new Preview(Orders.amount(Math.max(0, invoice.getAmountDue())), from, bonus(account, interval, from));
    }

    private Amount bonus(AccountNumber account, ProPlan.Interval interval, Instant start) {
        var begins = start.atZone(ZoneOffset.UTC);
        Instant end = (interval == ProPlan.Interval.MONTH ? begins.plusMonths(1) : begins.plusYears(1)).toInstant();
        List<Bonus> before = purchases.of(account, records -> records.bonusesWithin(start, end));
        return Bonus.earned(plan.bonus(interval), start, end, before);
    }

    /** Stripe's own pages for cards, invoices and the subscription. */
    public Errands.Came portal(AccountNumber account, Request request, String returnUrl) {
        String customer = customers.of(account);
        SessionCreateParams params = SessionCreateParams.builder()
                .setCustomer(customer)
                .setReturnUrl(returnUrl)
                .build();
        return errands.run(account, request, "portal", customer + "\n" + returnUrl, (_, key) -> {
            var session = stripe.ask(
                    "portal.create", api -> api.billingPortal().sessions().create(params, StripeCalls.key(key)));
            return Optional.of(new Errands.Made(session.getId(), session.getUrl()));
        });
    }
}

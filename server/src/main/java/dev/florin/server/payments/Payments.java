package dev.florin.server.payments;

import dev.florin.core.ledger.Ledger;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.StripeCustomers;
import dev.florin.server.storage.StripeErrands;
import dev.florin.server.storage.StripeEvents;
import dev.florin.server.storage.SubscriptionRecords;
import java.time.Clock;

/** All that has to do with Stripe, wired together. Thread-safe. */
public final class Payments {
    private final StripeCalls stripe;
    private final Purchases purchases;
    private final TopUps topUps;
    private final Refunds refunds;
    private final Cards cards;
    private final Plans plans;
    private final Recharges recharges;
    private final Errands errands;
    private final Webhooks webhooks;
    private final EventWork eventWork;
    private final Reconciliation reconciliation;
    private final StripeAudit audit;

    /** What payments are kept in. */
    public record Storage(
            Ledger ledger,
            Purchases purchases,
            Customers customers,
            StripeCustomers stripeCustomers,
            PaymentCards cards,
            SubscriptionRecords subscriptions,
            StripeEvents events,
            StripeErrands errands,
            ObjectIds ids) {}

    /**
     * @param clock of the database, with the offset of a demo
     * @param doorbell rung when an event was stored, so that it is worked on at once
     */
    public Payments(
            StripeSettings settings,
            ProPlan plan,
            Storage storage,
            Clock clock,
            PaymentMeters meters,
            Runnable doorbell) {
        Trail trail = settings.crashAt() == null ? Trail.NONE : new CrashPoint(settings.crashAt());
        this.stripe = new StripeCalls(settings, meters, trail);
        Asks ledger = new Asks(storage.ledger, trail);
        Orders orders = new Orders(stripe, settings.publicUrl());
        CustomersAtStripe customers =
                new CustomersAtStripe(stripe, storage.stripeCustomers, storage.customers, storage.ids);
        this.purchases = storage.purchases;
        Settlement settlement =
                new Settlement(stripe, orders, customers, ledger, purchases, storage.ids, settings.live());
        this.errands = new Errands(storage.errands, storage.ids);
        CheckoutPages pages = new CheckoutPages(stripe, orders, storage.errands);
        this.cards = new Cards(new Cards.CardParts(
                stripe,
                customers,
                storage.cards,
                storage.subscriptions,
                ledger,
                storage.ids,
                errands,
                pages,
                storage.events));
        PaymentParts parts = new PaymentParts(
                orders,
                customers,
                settlement,
                ledger,
                purchases,
                storage.cards,
                cards,
                errands,
                pages,
                storage.ids,
                clock);
        this.topUps = new TopUps(parts);
        Payers payers = new Payers(customers, storage.ids);
        ProPrices prices = new ProPrices(stripe, plan);
        Invoices invoices = new Invoices(stripe, parts, prices, plan);
        this.refunds = new Refunds(stripe, parts, payers, invoices);
        Disputes disputes = new Disputes(stripe, parts, payers, topUps, invoices);
        Subscriptions subscriptions =
                new Subscriptions(stripe, parts, storage.subscriptions, invoices, prices, plan, meters);
        this.plans = new Plans(stripe, parts, storage.subscriptions, subscriptions, prices, plan);
        this.recharges = new Recharges(parts, topUps);
        this.webhooks = new Webhooks(storage.events, settings, clock, meters, doorbell);
        EventWork.Followers followers =
                new EventWork.Followers(topUps, settlement, refunds, disputes, cards, subscriptions, customers);
        this.eventWork = new EventWork(storage.events, stripe, followers, meters);
        this.audit = new StripeAudit(stripe, storage.events, parts, followers, meters);
        this.reconciliation = new Reconciliation(stripe, storage.events, parts, topUps, refunds, meters);
    }

    /** Whether Stripe did not answer when it was asked last, a few minutes ago at most. Asks nobody. */
    public boolean isStripeAway() {
        return stripe.isAway();
    }

    public Purchases purchases() {
        return purchases;
    }

    public TopUps topUps() {
        return topUps;
    }

    public Refunds refunds() {
        return refunds;
    }

    public Cards cards() {
        return cards;
    }

    public Plans plans() {
        return plans;
    }

    public Errands errands() {
        return errands;
    }

    public Recharges recharges() {
        return recharges;
    }

    public Webhooks webhooks() {
        return webhooks;
    }

    public EventWork eventWork() {
        return eventWork;
    }

    public StripeAudit audit() {
        return audit;
    }

    public Reconciliation reconciliation() {
        return reconciliation;
    }
}

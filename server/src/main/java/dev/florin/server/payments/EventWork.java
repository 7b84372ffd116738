package dev.florin.server.payments;

import com.stripe.model.checkout.Session;
import dev.florin.server.storage.StripeEvents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on events that were taken in: each looks at its object as it stands at Stripe now, and does what follows. So their order
 * does not matter, nor how often they come. Thread-safe.
 */
public final class EventWork {
    private static final Logger LOG = LoggerFactory.getLogger(EventWork.class);
    private static final int AT_ONCE = 50;

    /** Doubled after each failure, up to the longest; given up after some four days, longer than Stripe's own retries. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(4);
    private static final int MOST_ATTEMPTS = 36;

    /** Stripe takes some 25 requests a second; each worker holds a connection to the database while it asks. */
    private static final int WORKERS = 4;

    private final StripeEvents events;
    private final StripeCalls stripe;
    private final TopUps topUps;
    private final Settlement settlement;
    private final Refunds refunds;
    private final Disputes disputes;
    private final Cards cards;
    private final Subscriptions subscriptions;
    private final CustomersAtStripe customers;
    private final PaymentMeters meters;
    private final Semaphore workers = new Semaphore(WORKERS);

    /** Those who look at an object and do what follows. */
    record Followers(
            TopUps topUps,
            Settlement settlement,
            Refunds refunds,
            Disputes disputes,
            Cards cards,
            Subscriptions subscriptions,
            CustomersAtStripe customers) {}

    EventWork(StripeEvents events, StripeCalls stripe, Followers followers, PaymentMeters meters) {
        this.events = events;
        this.stripe = stripe;
        this.topUps = followers.topUps;
        this.settlement = followers.settlement;
        this.refunds = followers.refunds;
        this.disputes = followers.disputes;
        this.cards = followers.cards;
        this.subscriptions = followers.subscriptions;
        this.customers = followers.customers;
        this.meters = meters;
    }

    /** How a run went. */
    public record Run(long handled, long failed) {}

    /**
     * Works on everything that waits.
     *
     * @param backingOff also on what failed and whose time has not come; each once
     */
    public Run run(boolean backingOff) {
        long handled = 0;
        long failed = 0;
        boolean all = backingOff;
        while (true) {
            List<StripeEvents.Event> waiting = events.waiting(all, AT_ONCE);
            all = false;
            long before = handled + failed;
            for (Went went : Together.all(WORKERS, waiting, this::work)) {
                switch (went) {
                    case DONE -> handled++;
                    case FAILED -> failed++;
                    case BUSY -> {} // somebody is at its object
                }
            }
            if (waiting.isEmpty() || handled + failed == before) {
                return new Run(handled, failed);
            }
        }
    }

    private enum Went {
        DONE,
        FAILED,
        BUSY
    }

    private Went work(StripeEvents.Event event) {
        workers.acquireUninterruptibly(); // of all runs at once: of the job, of the reconciliation, of who asks
        try {
            boolean worked = events.alone(event.object(), () -> {
                handle(event);
                events.done(event.id());
            });
            return worked ? Went.DONE : Went.BUSY;
        } catch (RuntimeException e) {
            // Whatever broke, this event must not stand in the way of the others.
            return later(event, e);
        } finally {
            workers.release();
        }
    }

    private Went later(StripeEvents.Event event, RuntimeException why) {
        String reason =
                why instanceof StripeFault ? why.getMessage() : why.getClass().getSimpleName();
        if (event.attempts() + 1 >= MOST_ATTEMPTS) {
            LOG.error("webhook given up event={} type={}", event.id(), event.type(), why);
            events.dead(event.id(), String.valueOf(reason));
        } else {
            LOG.warn("webhook failed event={} type={} reason={}", event.id(), event.type(), reason);
            long pause = FIRST_PAUSE.toMillis() << Math.min(event.attempts(), 20);
            events.later(
                    event.id(), String.valueOf(reason), Duration.ofMillis(Math.min(pause, LONGEST_PAUSE.toMillis())));
        }
        return Went.FAILED;
    }

    private void handle(StripeEvents.Event event) {
        String object = event.object();
        String type = event.type();
        if (type.startsWith("checkout.session.")) {
            session(object);
        } else if (type.startsWith("payment_intent.")) {
            settlement.settlePayment(object);
        } else if (type.startsWith("charge.dispute.")) {
            disputes.follow(object);
        } else if (type.startsWith("refund.") || type.equals("charge.refund.updated")) {
            refund(object);
        } else if (type.equals("charge.refunded")) {
            charge(object);
        } else if (type.equals("invoice.upcoming")) {
            LOG.debug("an invoice that does not exist yet changes nothing");
        } else if (type.startsWith("invoice.")) {
            subscriptions.followInvoice(object);
        } else if (type.startsWith("customer.subscription.")) {
            subscriptions.follow(object);
        } else if (type.startsWith("payment_method.")) {
            paymentMethod(object);
        } else if (type.startsWith("radar.early_fraud_warning.")) {
            LOG.warn("a card network suspects fraud: look whether to give the money back warning={}", object);
            meters.fraudWarning();
        } else if (type.equals("customer.deleted")) {
            customers.deleted(object);
            follow(object);
        } else if (type.equals("customer.updated")) {
            customers.account(object).ifPresent(cards::follow);
        }
        // All others say nothing that these do not.
    }

    private void session(String id) {
        Session session =
                stripe.ask("checkout.read", api -> api.checkout().sessions().retrieve(id));
        switch (session.getMode()) {
            case "payment" -> topUps.followSession(session);
            case "subscription" -> {
                if (session.getSubscription() != null) {
                    subscriptions.follow(session.getSubscription());
                }
                follow(session.getCustomer());
            }
            case "setup" -> follow(session.getCustomer());
            default -> LOG.error("checkout in a mode that is not known session={} mode={}", id, session.getMode());
        }
    }

    private void follow(String customer) {
        if (customer != null) {
            customers.account(customer).ifPresent(cards::follow);
        }
    }

    private void refund(String id) {
        String payment =
                stripe.ask("refund.read", api -> api.refunds().retrieve(id)).getPaymentIntent();
        if (payment != null) {
            refunds.follow(payment);
        }
    }

    private void charge(String id) {
        String payment =
                stripe.ask("charge.read", api -> api.charges().retrieve(id)).getPaymentIntent();
        if (payment != null) {
            refunds.follow(payment);
        }
    }

    /** A detached one names no customer any more: whoever had it is told by our own list. */
    private void paymentMethod(String id) {
        String customer = stripe.ask(
                        "payment_method.read", api -> api.paymentMethods().retrieve(id))
                .getCustomer();
        if (customer != null) {
            follow(customer);
        } else {
            cards.forget(id);
        }
    }
}

package dev.florin.server.payments;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.stripe.model.Event;
import com.stripe.model.StripeCollection;
import com.stripe.param.EventListParams;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.StripeEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Catches up with Stripe without being told: events that were never delivered, orders and refunds whose answer was lost. It asks
 * again with the same keys, and looks at what stands there. Thread-safe.
 */
public final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    /** An order that somebody is still working on is left alone. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    /** Read again behind the last look: events may be listed late. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    /** Stripe lists events of thirty days. */
    private static final Duration LISTED = Duration.ofDays(29);

    private static final int AT_ONCE = 500;
    private static final long PAGE = 100;
    private static final int MOST_PAGES = 200;

    private final StripeCalls stripe;
    private final StripeEvents events;
    private final Purchases purchases;
    private final TopUps topUps;
    private final Refunds refunds;
    private final PaymentMeters meters;
    private final InstantSource clock;

    Reconciliation(
            StripeCalls stripe,
            StripeEvents events,
            PaymentParts parts,
            TopUps topUps,
            Refunds refunds,
            PaymentMeters meters) {
        this.stripe = stripe;
        this.events = events;
        this.purchases = parts.purchases();
        this.topUps = topUps;
        this.refunds = refunds;
        this.meters = meters;
        this.clock = parts.clock();
    }

    /** How a run went. */
    public record Run(long handled, long failed) {
        Run and(boolean done) {
            return done ? new Run(handled + 1, failed) : new Run(handled, failed + 1);
        }
    }

    /**
     * Looks at everything that is open.
     *
     * @param all also at what was begun just now
     */
    public Run run(boolean all) {
        Instant before = all ? clock.instant() : clock.instant().minus(SETTLING);
        Run run = new Run(0, 0);
        for (boolean tried : Together.all(WORKERS, purchases.open(before, AT_ONCE), this::lookAtTopUp)) {
            run = run.and(tried);
        }
        for (boolean tried : Together.all(WORKERS, purchases.openRefunds(before, AT_ONCE), this::lookAtRefund)) {
            run = run.and(tried);
        }
        return run.and(tried("events", this::sweep));
    }

    private boolean lookAtTopUp(Purchases.Owned<TopUp> open) {
        return tried("top-up", () -> topUps.look(open.account(), open.value()));
    }

    private boolean lookAtRefund(Purchases.Owned<Refund> open) {
        return tried("refund", () -> {
            if (open.value().state() == Refund.State.ASKING) {
                refunds.pursue(open.account(), open.value());
            } else {
                refunds.follow(open.value().payment());
            }
        });
    }

    /** Stripe takes some 25 requests a second. */
    private static final int WORKERS = 8;

    private static boolean tried(String what, Runnable work) {
        try {
            work.run();
            return true;
        } catch (StripeFault e) {
            LOG.warn("stripe did not answer what={} {}", what, e.getMessage());
            return false;
        } catch (RuntimeException e) {
            // Whatever broke, the others are looked at all the same.
            LOG.error("reconciliation broke what={}", what, e);
            return false;
        }
    }

    /** Reads Stripe's list of events and takes in those that are not known. */
    private void sweep() {
        Instant now = clock.instant();
        Instant since = events.sweptUntil().orElse(now.minus(OVERLAP)).minus(OVERLAP);
        Instant from = since.isBefore(now.minus(LISTED)) ? now.minus(LISTED) : since;
        String last = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            EventListParams.Builder params = EventListParams.builder()
                    .setLimit(PAGE)
                    .setCreated(EventListParams.Created.builder()
                            .setGte(from.getEpochSecond())
                            .build());
            if (last != null) {
                params.setStartingAfter(last);
            }
            StripeCollection<Event> found = stripe.ask("events.list", api -> api.events().list(params.build()));
            found.getData().forEach(this::take);
            if (!Boolean.TRUE.equals(found.getHasMore()) || found.getData().isEmpty()) {
                events.sweptUntil(now);
                return;
            }
            last = found.getData().getLast().getId();
        }
        LOG.error("more events than one sweep reads: the next goes on");
    }

    private void take(Event event) {
        String object = id(event);
        if (object != null
                && events.add(
                        new StripeEvents.Event(event.getId(), event.getType(), object, event.getApiVersion(), null, 0),
                        true)) {
            meters.foundBySweep();
        }
    }

    /** What an event is about: its object is not read, only named, since it may be in another API version. */
    private static @Nullable String id(Event event) {
        JsonElement object =
                JsonParser.parseString(event.getDataObjectDeserializer().getRawJson());
        JsonElement id = object.isJsonObject() ? object.getAsJsonObject().get("id") : null;
        return id == null || id.isJsonNull() ? null : id.getAsString();
    }
}

package dev.florin.server.payments;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What is counted about payments: each of these above zero wants somebody to look. Thread-safe. */
public final class PaymentMeters {
    private final Counter notSigned;
    private final Counter otherVersion;
    private final Counter otherMode;
    private final Counter foundBySweep;
    private final Counter fraudWarnings;
    private final Counter secondSubscriptions;
    private final Counter repaired;
    private final Counter differences;
    private final MeterRegistry registry;

    public PaymentMeters(MeterRegistry registry) {
        this.registry = registry;
        this.notSigned = Counter.builder("florin.webhooks.not.signed")
                .description("Webhook bodies that no known secret had signed, or too long ago")
                .register(registry);
        this.otherVersion = Counter.builder("florin.webhooks.other.version")
                .description("Webhooks in another API version than ours")
                .register(registry);
        this.otherMode = Counter.builder("florin.webhooks.other.mode")
                .description("Webhooks of Stripe's other mode, live or test")
                .register(registry);
        this.foundBySweep = Counter.builder("florin.webhooks.found.by.sweep")
                .description("Events found in Stripe's list that had not been delivered")
                .register(registry);
        this.fraudWarnings = Counter.builder("florin.payments.fraud.warnings")
                .description("Early fraud warnings of card networks")
                .register(registry);
        this.repaired = Counter.builder("florin.stripe.audit.repaired")
                .description("Payments and invoices that brought nothing until the daily comparison found them")
                .register(registry);
        this.differences = Counter.builder("florin.stripe.audit.differences")
                .description("Top-ups that are booked and that Stripe does not call paid")
                .register(registry);
        this.secondSubscriptions = Counter.builder("florin.subscriptions.second")
                .description("Second subscriptions of an account, ended and given back")
                .register(registry);
    }

    void notSigned() {
        notSigned.increment();
    }

    void otherVersion() {
        otherVersion.increment();
    }

    void otherMode() {
        otherMode.increment();
    }

    void foundBySweep() {
        foundBySweep.increment();
    }

    void fraudWarning() {
        fraudWarnings.increment();
    }

    void repaired() {
        repaired.increment();
    }

    void difference() {
        differences.increment();
    }

    void secondSubscription() {
        secondSubscriptions.increment();
    }

    /**
     * A request to Stripe was answered, or was not.
     *
     * @param outcome {@code done} or what is known of the failure
     */
    void asked(String what, String outcome, long nanos) {
        Timer.builder("florin.stripe.requests")
                .description("Requests to Stripe")
                .tag("request", what)
                .tag("outcome", outcome)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}

package dev.florin.server.payments;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted about payments: each of these above zero wants somebody to look. Thread-safe. */
public final class PaymentMeters {
    private final Counter notSigned;
    private final Counter otherVersion;
    private final Counter otherMode;
    private final Counter foundBySweep;

    public PaymentMeters(MeterRegistry registry) {
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
}

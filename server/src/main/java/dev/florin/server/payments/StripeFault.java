package dev.florin.server.payments;

import dev.florin.core.purchases.Failure;
import org.jspecify.annotations.Nullable;

/** Stripe did not do what it was asked, or nobody knows whether it did. */
public final class StripeFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is known. */
    public enum Kind {
        /** A bank said no. */
        DECLINED,
        /** There is no such object. */
        MISSING,
        /** Our request was wrong, for this object as it stands or at all: nothing happened. */
        INVALID,
        /** The key went with another request before: something may have come of that, and can be looked for. */
        KEY_TAKEN,
        /** Nothing happened, and it may work later: too many requests, no permission, nobody there. */
        UNAVAILABLE,
        /** It may have happened: no answer came, or one that does not say. */
        UNKNOWN
    }

    private final Kind kind;
    private final transient @Nullable Failure failure;
    private final @Nullable String payment;
    private final @Nullable String code;

    StripeFault(
            Kind kind, @Nullable Failure failure, @Nullable String payment, @Nullable String code, Throwable cause) {
        // Stripe's own words may hold what a person typed: the kind and the code are enough.
        super(kind + (code == null ? "" : " " + code), cause);
        this.kind = kind;
        this.failure = failure;
        this.payment = payment;
        this.code = code;
    }

    public Kind kind() {
        return kind;
    }

    /** Why a payment failed; absent unless declined. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** The PaymentIntent that was declined. */
    public @Nullable String payment() {
        return payment;
    }

    public @Nullable String code() {
        return code;
    }

    /** Whether trying again later may help. */
    public boolean mayPass() {
        return kind == Kind.UNAVAILABLE || kind == Kind.UNKNOWN;
    }
}

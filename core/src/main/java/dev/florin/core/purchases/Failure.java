package dev.florin.core.purchases;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a payment failed.
 *
 * @param kind what may be done about it
 * @param code Stripe's error code, such as {@code card_declined}, at most 100 characters
 * @param declineCode the bank's own, such as {@code insufficient_funds}
 */
public record Failure(Kind kind, String code, @Nullable String declineCode) {
    /** What may be done about a failure. */
    public enum Kind {
        /** The same card may be tried again later. */
        SOFT_DECLINE,
        /** The same card is not tried again by itself. */
        HARD_DECLINE,
        /** The bank wants to hear from the customer. */
        AUTHENTICATION_REQUIRED,
        /** No bank was asked: our own mistake, or Stripe's. Not counted against anybody. */
        NOT_ASKED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Kind ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** Whether the bank said no. */
    public boolean isDecline() {
        return kind == Kind.SOFT_DECLINE || kind == Kind.HARD_DECLINE;
    }
}

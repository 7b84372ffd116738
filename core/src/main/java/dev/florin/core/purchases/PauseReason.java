package dev.florin.core.purchases;

import java.util.Locale;

/** Why auto-recharge charges nothing although it is on. */
public enum PauseReason {
    DECLINED(true),
    AUTHENTICATION_REQUIRED(true),
    NO_PAYMENT_METHOD(true),
    /** The balance fell otherwise than by use. */
    FELL_WITHOUT_USE(true),
    /** Until the next month, or a higher limit. */
    MONTHLY_LIMIT(false),
    AMOUNT_OWED(false),
    DISPUTE(false),
    SUBSCRIPTION_ENDED(false),
    ACCOUNT_FROZEN(false),
    STOPPED_BY_OPERATOR(false);

    private final boolean endedByCustomer;

    PauseReason(boolean endedByCustomer) {
        this.endedByCustomer = endedByCustomer;
    }

    /** Whether it lasts until the customer acts or a card newly becomes the one for automatic charges. */
    public boolean endedByCustomer() {
        return endedByCustomer;
    }

    /** Whether a new card is an answer to it. */
    public boolean endedByNewCard() {
        return endedByCustomer && this != FELL_WITHOUT_USE;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static PauseReason ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}

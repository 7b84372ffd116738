package dev.florin.core.notices;

import java.util.Locale;

/** What a page tells at its top, the most severe first: at most one of a kind is open for an account. */
public enum NoticeKind {
    /** The bank wants to hear from the customer about a payment. */
    PAYMENT_CONFIRMATION,
    RECHARGE_PAUSED,
    AMOUNT_OWED,
    BALANCE_EMPTY,
    BALANCE_VERY_LOW,
    PRO_ENDS,
    CARD_EXPIRES,
    /** An automatic charge was declined and is tried again. */
    RECHARGE_DECLINED,
    DISPUTE_OPEN,
    LIMIT_REACHED,
    /** Far more is spent today than on other days. */
    UNUSUAL_DAY,
    BALANCE_LOW;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static NoticeKind ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}

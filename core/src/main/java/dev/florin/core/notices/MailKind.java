package dev.florin.core.notices;

import java.util.Locale;

/** The e-mails that customers get. */
public enum MailKind {
    TOP_UP_RECEIPT(Subject.RECEIPTS),
    RECHARGE_RECEIPT(Subject.RECEIPTS),
    CONFIRMATION_NEEDED(Subject.BILLING),
    RECHARGE_DECLINED(Subject.BILLING),
    RECHARGE_PAUSED(Subject.BILLING),
    CARD_EXPIRES(Subject.BILLING),
    PAYMENT_DISPUTED(Subject.BILLING),
    PAYMENT_REFUNDED(Subject.BILLING),
    REFUND_FAILED(Subject.BILLING),
    SUBSCRIPTION_ENDED(Subject.BILLING),
    BALANCE_LOW(Subject.BALANCE),
    BALANCE_VERY_LOW(Subject.BALANCE),
    BALANCE_EMPTY(Subject.BALANCE),
    UNUSUAL_DAY(Subject.BALANCE),
    LIMIT_WARNING(Subject.LIMITS),
    LIMIT_REACHED(Subject.LIMITS);

    private final Subject subject;

    MailKind(Subject subject) {
        this.subject = subject;
    }

    /** What a customer may switch off, a subject at a time. */
    public enum Subject {
        /** Money was taken, or was not, or goes back: nobody is left without these. */
        BILLING,
        RECEIPTS,
        BALANCE,
        LIMITS;

        public boolean canBeSwitchedOff() {
            return this != BILLING;
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Subject ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    public Subject subject() {
        return subject;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static MailKind ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}

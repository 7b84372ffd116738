package dev.florin.core.ledger;

import java.util.Locale;

/** What a row of the history records. */
public enum TransactionType {
    /** Credit that the operator or the host granted, or took over from another system. */
    GRANT,
    /** Credit that came with a subscription. */
    BONUS,
    /** Credit that the customer bought. */
    TOP_UP,
    /** Credit that auto-recharge bought. */
    AUTO_RECHARGE,
    /** Credit spent. */
    CHARGE,
    /** A hold ended and nothing was charged. */
    NOT_CHARGED,
    /** Credit of a charge given back. */
    REVERSAL,
    /** Bought credit that goes back as money. */
    REFUND,
    /** A refund that did not happen: its credit is back. */
    REFUND_FAILED,
    /** Credit frozen by a dispute. */
    DISPUTE,
    /** A dispute that was won: its credit is back. */
    DISPUTE_WON,
    /** Disputed credit that had been spent, after the dispute was lost. */
    DISPUTE_LOST,
    /** Credit that came with a payment which was refunded. */
    BONUS_RETURNED,
    /** A grant taken back by the operator. */
    VOID,
    /** A grant that expired. */
    EXPIRY,
    /** A balance given up with its account. */
    FORFEIT;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TransactionType ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}

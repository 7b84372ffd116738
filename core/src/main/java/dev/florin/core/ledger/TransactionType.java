package dev.florin.core.ledger;

import java.util.Locale;

/** What a row of the history records. */
public enum TransactionType {
    /** Credit that the operator or the host granted, or took over from another system. */
    GRANT,
    /** Credit that came with a subscription. */
    BONUS,
    /** Credit spent. */
    CHARGE,
    /** A hold ended and nothing was charged. */
    NOT_CHARGED,
    /** Credit of a charge given back. */
    REVERSAL,
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

package dev.florin.core.ledger;

import java.util.Locale;

/** Why a call was not charged. */
public enum ReasonCode {
    /** Whoever placed the hold let it go. */
    RELEASED,
    /** Nobody ended the hold in time. */
    EXPIRED,
    /** The provider failed before any content. */
    FAILED,
    /** The answer was empty. */
    EMPTY,
    /** The client left before the provider had accepted. */
    CANCELLED,
    /** It cost nothing. */
    FREE,
    /** It cost something, and nothing could be collected. */
    UNCOLLECTED;

    /** Whether the provider may bill such a call, for which its customer pays nothing. */
    public boolean mayBeCarried() {
        return this == FAILED || this == EMPTY || this == CANCELLED;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ReasonCode ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}

package dev.florin.core.holds;

import java.util.Locale;

/** The three ends of a hold. */
public enum HoldEnd {
    SETTLED,
    RELEASED,
    EXPIRED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.florin.core.holds;

import java.util.Locale;

/** What happens to a hold that nobody ended in time. */
public enum OnExpiry {
    /** The credit goes back. */
    RELEASE,
    /** What its recorded progress cost is charged; without progress the credit goes back. */
    CAPTURE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static OnExpiry ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}

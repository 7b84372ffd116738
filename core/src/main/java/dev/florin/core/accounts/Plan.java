package dev.florin.core.accounts;

import java.util.Locale;

/** What a customer may do: {@link #PRO} may buy and spend, {@link #FREE} may look. */
public enum Plan {
    FREE,
    PRO;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.florin.server.web.http;

import java.util.Locale;
import java.util.Optional;

/** What a restricted key may be allowed to do. The operator key may do all of it. */
public enum Scope {
    READ,
    /** Quotes, holds, charges, events and bulks of these. */
    SPEND,
    /** Grants, voids, reversals and refunds. */
    CREDIT,
    /** Top-ups, auto-recharge, payment methods and subscription. */
    BUY,
    ACCOUNTS,
    PRICES,
    KEYS,
    SETTINGS;

    private final String code = name().toLowerCase(Locale.ROOT);

    public String code() {
        return code;
    }

    public static Optional<Scope> of(String code) {
        for (Scope scope : values()) {
            if (scope.code.equals(code)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}

package dev.florin.core.accounts;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a customer may do: {@link #PRO} may buy and spend, {@link #FREE} may look. */
public enum Plan {
    FREE,
    PRO;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The host application's own word on an account's plan.
     *
     * @param plan what it said
     * @param until when its word ends, and the account is free again; absent = until it says otherwise
     */
    public record Word(Plan plan, @Nullable Instant until) {
        /** What the word means at an instant. */
        public Plan at(Instant now) {
            return until != null && !now.isBefore(until) ? FREE : plan;
        }
    }
}

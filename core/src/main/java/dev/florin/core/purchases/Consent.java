package dev.florin.core.purchases;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a customer agreed to when auto-recharge was switched on or its numbers were changed. Kept with the numbers it was
 * given for.
 *
 * @param version of the text that stood beside the switch, at most 100 characters
 * @param at when
 * @param actor who sent it
 * @param ip the customer's address; absent where the host did not tell
 * @param userAgent the customer's browser; absent where the host did not tell
 */
public record Consent(
        String version,
        Instant at,
        String actor,
        @Nullable String ip,
        @Nullable String userAgent) {
    /** The same, without what tells of a person. */
    public Consent erased() {
        return new Consent(version, at, actor, null, null);
    }
}

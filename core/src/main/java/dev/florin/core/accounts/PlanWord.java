package dev.florin.core.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The host application's own word on an account's plan.
 *
 * @param plan what it said
 * @param until when its word ends, and the account is free again; absent = until it says otherwise
 */
public record PlanWord(Plan plan, @Nullable Instant until) {
    /** What the word means at an instant. */
    public Plan at(Instant now) {
        return until != null && !now.isBefore(until) ? Plan.FREE : plan;
    }
}

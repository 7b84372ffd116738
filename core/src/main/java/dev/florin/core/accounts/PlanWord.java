package dev.florin.core.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A word on an account's plan: the host application's own, or Stripe's.
 *
 * @param plan what it said
 * @param until when its word ends, and the account is free again; absent = until it says otherwise
 */
public record PlanWord(Plan plan, @Nullable Instant until) {
    /** What two words mean at an instant: either suffices. */
    public static Plan either(@Nullable PlanWord one, @Nullable PlanWord other, Instant now) {
        boolean pro = (one != null && one.at(now) == Plan.PRO) || (other != null && other.at(now) == Plan.PRO);
        return pro ? Plan.PRO : Plan.FREE;
    }

    /** What the word means at an instant. */
    public Plan at(Instant now) {
        return until != null && !now.isBefore(until) ? Plan.FREE : plan;
    }
}

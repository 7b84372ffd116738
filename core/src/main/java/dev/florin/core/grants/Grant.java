package dev.florin.core.grants;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A lot of credit with one source.
 *
 * @param number counted from 1 in its account
 * @param kind where it came from
 * @param amount what was granted; above zero
 * @param remaining what is left of it, from zero to {@code amount}
 * @param paid what was paid for it: its cost basis
 * @param expiresAt when it ends; absent = never
 * @param state whether it has ended; what an open hold lies on stays until the hold ends
 * @param source what it came from (a payment, an invoice, an operator's act), at most 500 characters
 * @param createdAt when the customer got it, which may be before it was taken over from another system
 */
public record Grant(
        long number,
        GrantKind kind,
        Amount amount,
        Amount remaining,
        Amount paid,
        @Nullable Instant expiresAt,
        State state,
        String source,
        Instant createdAt) {
    /** Soonest expiry first, then what was given away before what was paid for, then oldest first. */
    public static final Comparator<Grant> BURN_ORDER = Comparator.comparing(
                    Grant::expiresAt, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(grant -> grant.kind == GrantKind.PAID)
            .thenComparing(Grant::createdAt)
            .thenComparingLong(Grant::number);

    /** Whether a grant still gives credit. */
    public enum State {
        OPEN,
        EXPIRED,
        VOIDED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    public Grant {
        Check.argument(number > 0, "grant number is not positive");
        Check.argument(amount.isPositive(), "grant is not above zero");
        Check.argument(!remaining.isNegative() && !remaining.isMoreThan(amount), "remaining is outside the grant");
        Check.argument(!paid.isNegative(), "what was paid is negative");
        Check.argument(expiresAt == null || kind.mayExpire(), "such a grant does not expire");
    }

    public Grant withRemaining(Amount left) {
        return new Grant(number, kind, amount, left, paid, expiresAt, state, source, createdAt);
    }

    public Grant ended(State how) {
        return new Grant(number, kind, amount, remaining, paid, expiresAt, how, source, createdAt);
    }

    /** Whether it gives no more credit at {@code now}. */
    public boolean hasEnded(Instant now) {
        return state != State.OPEN || (expiresAt != null && !now.isBefore(expiresAt));
    }
}

package dev.florin.core.notices;

import dev.florin.core.money.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an account stands to one level.
 *
 * @param state above or below it, and what was told of that
 * @param toldAt when the customer was last told that the balance is below it; absent = never
 */
public record Mark(State state, @Nullable Instant toldAt) {
    /** At most once in so long the same is told, however often the level is crossed. */
    public static final Duration APART = Duration.ofHours(24);

    /** Of an account that never had credit: nobody is told that it has none. */
    public static final Mark NEW = new Mark(State.QUIET, null);

    /** Above or below a level, and what was told. */
    public enum State {
        ABOVE,
        /** Below, and never above since the account was opened: there is nothing to tell. */
        QUIET,
        /** Crossed, and not told yet because it was told less than {@link #APART} ago. */
        DUE,
        TOLD,
        /** Above again, and that is not told yet. */
        RISEN;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }

        /** Whether the customer has fallen below it. */
        public boolean isBelow() {
            return this == DUE || this == TOLD;
        }
    }

    /** With a balance: below by the level itself, above by a fifth more. */
    Mark at(Amount balance, Amount level) {
        boolean below = level.isMoreThan(balance);
        boolean left = !Levels.leftAt(level).isMoreThan(balance);
        return switch (state) {
            case ABOVE -> below ? with(State.DUE) : this;
            case QUIET, DUE -> left ? with(State.ABOVE) : this;
            case TOLD -> left ? with(State.RISEN) : this;
            case RISEN -> below ? with(State.TOLD) : this;
        };
    }

    boolean maybeTold(Instant now) {
        return state == State.DUE && (toldAt == null || !now.isBefore(toldAt.plus(APART)));
    }

    Mark told(Instant now) {
        return new Mark(State.TOLD, now);
    }

    Mark with(State now) {
        return new Mark(now, toldAt);
    }

    /** The lowest balance at which nothing changes. */
    Amount atLeast(Amount level) {
        return state == State.ABOVE || state == State.RISEN ? level : Amount.LIMIT.negated();
    }

    /** The balance from which on something changes; absent = none. */
    @Nullable
    Amount below(Amount level) {
        return state == State.ABOVE || state == State.RISEN ? null : Levels.leftAt(level);
    }
}

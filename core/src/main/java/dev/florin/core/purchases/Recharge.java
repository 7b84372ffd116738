package dev.florin.core.purchases;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account's auto-recharge: what the customer chose, and how far its brakes are.
 *
 * @param enabled switched by the customer and nobody else
 * @param numbers the last ones chosen
 * @param consent the last given
 * @param pause why nothing is charged until the customer acts, or the month ends; absent = nothing of that kind
 * @param softDeclines how often in a row the card was declined
 * @param retryAt the declined card is not tried again before; absent = it was not declined
 * @param month when the counted month began and ends, and what was charged in it
 * @param lastOpenedAt when the newest attempt was opened; absent = never
 */
public record Recharge(
        boolean enabled,
        RechargeNumbers numbers,
        Consent consent,
        @Nullable PauseReason pause,
        int softDeclines,
        @Nullable Instant retryAt,
        Month month,
        @Nullable Instant lastOpenedAt) {
    /** Between two attempts. */
    public static final Duration LEAST_APART = Duration.ofSeconds(60);

    /** At most this many charges in any {@link #WINDOW}. */
    public static final int MOST_IN_WINDOW = 3;

    public static final Duration WINDOW = Duration.ofHours(24);

    /** After the first soft decline, then after the second; after the third it pauses. */
    public static final Duration FIRST_RETRY = Duration.ofHours(1);

    public static final Duration SECOND_RETRY = Duration.ofHours(24);

    /**
     * A calendar month, in the time zone that the account had when it began.
     *
     * @param start included
     * @param end not included
     * @param charged by attempts opened in it, those that failed not counted
     */
    public record Month(Instant start, Instant end, Amount charged) {
        public Month {
            Check.argument(start.isBefore(end), "a month ends before it begins");
            Check.argument(!charged.isNegative(), "less than nothing was charged in a month");
        }

        public Month charged(Amount more) {
            return new Month(start, end, charged.plus(more));
        }
    }

    /** Switched on anew: what was remembered of declines and pauses is forgotten. */
    public Recharge enabled(RechargeNumbers itsNumbers, Consent given) {
        return new Recharge(true, itsNumbers, given, null, 0, null, month, lastOpenedAt);
    }

    /** With a newer consent to the same numbers. */
    public Recharge agreed(Consent given) {
        return new Recharge(enabled, numbers, given, pause, softDeclines, retryAt, month, lastOpenedAt);
    }

    public Recharge off() {
        return new Recharge(false, numbers, consent, null, 0, null, month, lastOpenedAt);
    }

    /** Paused for {@code why}, or for nothing any more; declines stay remembered. */
    public Recharge paused(@Nullable PauseReason why) {
        return new Recharge(enabled, numbers, consent, why, softDeclines, retryAt, month, lastOpenedAt);
    }

    /** Without pause, and with no decline remembered. */
    public Recharge resumed() {
        return new Recharge(enabled, numbers, consent, null, 0, null, month, lastOpenedAt);
    }

    public Recharge in(Month itsMonth) {
        return new Recharge(enabled, numbers, consent, pause, softDeclines, retryAt, itsMonth, lastOpenedAt);
    }

    public Recharge opened(Amount amount, Instant at) {
        return new Recharge(enabled, numbers, consent, null, softDeclines, null, month.charged(amount), at);
    }

    public Recharge succeeded() {
        return new Recharge(enabled, numbers, consent, pause, 0, null, month, lastOpenedAt);
    }

    /** Declined softly once more; paused where that was the last try. */
    public Recharge declined(Instant at) {
        Duration wait = switch (softDeclines) {
            case 0 -> FIRST_RETRY;
            case 1 -> SECOND_RETRY;
            default -> null;
        };
        return new Recharge(
                enabled,
                numbers,
                consent,
                wait == null ? PauseReason.DECLINED : pause,
                softDeclines + 1,
                wait == null ? null : at.plus(wait),
                month,
                lastOpenedAt);
    }

    /** What is left of the month's limit; absent = no limit. */
    public @Nullable Amount leftOfMonth() {
        Amount limit = numbers.monthlyLimit();
        return limit == null ? null : limit.minus(month.charged).orZero();
    }
}

package dev.florin.core.ledger;

import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The spending limits of an account and of its gateway keys: what is used and what is held never passes one at admission. A
 * call counts in the period in which it was placed, however late it settles; one that a key asked for counts under the limits
 * of both.
 */
final class Limits {
    /** Whose limits a use of key number 0 is about. */
    private static final long ACCOUNT = 0;

    private final AccountBook book;
    private final LimitBook uses;
    private final Instant now;

    Limits(AccountBook book, Instant now) {
        this.book = book;
        this.uses = book.limitBook();
        this.now = now;
    }

    /**
     * How much room a limit leaves.
     *
     * @param source whose it is: {@code key} or {@code account}
     */
    record Room(String source, Period period, Amount left) {}

    /** The limit that leaves least to calls of a key (0 = of none) placed at {@code placedAt}; none where none applies. */
    Optional<Room> tightest(long key, Instant placedAt) {
        Room ofKey = key == ACCOUNT ? null : tightestOf(key, "key", placedAt);
        Room ofAccount = tightestOf(ACCOUNT, "account", placedAt);
        if (ofKey == null || ofAccount == null) {
            return Optional.ofNullable(ofKey == null ? ofAccount : ofKey);
        }
        return Optional.of(ofKey.left.isMoreThan(ofAccount.left) ? ofAccount : ofKey);
    }

    private @Nullable Room tightestOf(long key, String source, Instant placedAt) {
        SpendingLimits limits = limitsOf(key);
        Room tightest = null;
        for (Period period : Period.values()) {
            Amount limit = limits.of(period);
            if (limit == null) {
                continue;
            }
            Optional<LimitUse> use = use(key, period, placedAt);
            if (use.isEmpty()) {
                continue;
            }
            Amount left = limit.minus(use.get().used()).minus(use.get().held()).orZero();
            if (tightest == null || tightest.left.isMoreThan(left)) {
                tightest = new Room(source, period, left);
            }
        }
        return tightest;
    }

    private SpendingLimits limitsOf(long key) {
        return key == ACCOUNT
                ? book.limits()
                : uses.key(key).map(GatewayKey::limits).orElse(SpendingLimits.NONE);
    }

    /** The refusal of {@code required} to a call of a key (0 = of none) placed at {@code placedAt}, where a limit stands against it. */
    Optional<Refusal> refusal(long key, Amount required, Instant placedAt) {
        return tightest(key, placedAt)
                .filter(room -> required.isMoreThan(room.left))
                .map(room -> new Refusal.LimitReached(
                        room.source, room.period, required, room.left, resetsAt(room.period, placedAt)));
    }

    private @Nullable Instant resetsAt(Period period, Instant placedAt) {
        return period.ends() ? period.end(placedAt, book.zone()) : null;
    }

    /** Counts what was charged and held by a call of a key (0 = of none) placed at {@code placedAt}. */
    void count(long key, Instant placedAt, Amount usedMore, Amount heldMore) {
        countOf(ACCOUNT, placedAt, usedMore, heldMore);
        if (key != ACCOUNT) {
            countOf(key, placedAt, usedMore, heldMore);
        }
    }

    private void countOf(long key, Instant placedAt, Amount usedMore, Amount heldMore) {
        SpendingLimits limits = limitsOf(key);
        for (Period period : Period.values()) {
            if (limits.of(period) != null) {
                use(key, period, placedAt).ifPresent(use -> uses.putUse(use.change(usedMore, heldMore)));
            }
        }
    }

    /** Counts anew, from the history, what was used of each limit of the account in its present period. */
    void recount() {
        recount(ACCOUNT);
    }

    /** The same of the account and of all its keys: their days begin at another time. */
    void recountAll() {
        recount(ACCOUNT);
        uses.keys().forEach(key -> recount(key.number()));
    }

    /** The same of one key. */
    void recount(long key) {
        uses.forgetUses(key);
        SpendingLimits limits = limitsOf(key);
        for (Period period : Period.values()) {
            if (limits.of(period) != null) {
                LimitUse counted = uses.countUse(key, period, period.start(now, book.zone()));
                Check.invariant(counted.period() == period && counted.key() == key, "another limit was counted");
                uses.putUse(counted);
            }
        }
    }

    /** A period that began before its limit was set, or in another time zone, is not kept and binds nothing. */
    private Optional<LimitUse> use(long key, Period period, Instant placedAt) {
        Instant start = period.start(placedAt, book.zone());
        Optional<LimitUse> known = uses.use(key, period, start);
        return known.isEmpty() && start.equals(period.start(now, book.zone()))
                ? Optional.of(LimitUse.none(key, period, start))
                : known;
    }
}

package dev.florin.core.ledger;

import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.Optional;

/**
 * The spending limits of an account: what is used and what is held never passes one at admission. A call counts in the period
 * in which it was placed, however late it settles.
 */
final class Limits {
    private final AccountBook book;
    private final Instant now;

    Limits(AccountBook book, Instant now) {
        this.book = book;
        this.now = now;
    }

    /** How much room a limit leaves. */
    record Room(Period period, Amount left) {}

    /** The limit that leaves least to calls placed at {@code placedAt}; none where none applies. */
    Optional<Room> tightest(Instant placedAt) {
        Room tightest = null;
        for (Period period : Period.values()) {
            Amount limit = book.limits().of(period);
            if (limit == null) {
                continue;
            }
            Optional<LimitUse> use = use(period, placedAt);
            if (use.isEmpty()) {
                continue;
            }
            Amount left = limit.minus(use.get().used()).minus(use.get().held()).orZero();
            if (tightest == null || tightest.left.isMoreThan(left)) {
                tightest = new Room(period, left);
            }
        }
        return Optional.ofNullable(tightest);
    }

    /** The refusal of {@code required} to a call placed at {@code placedAt}, where a limit stands against it. */
    Optional<Refusal> refusal(Amount required, Instant placedAt) {
        return tightest(placedAt)
                .filter(room -> required.isMoreThan(room.left))
                .map(room -> new Refusal.LimitReached(
                        "account", room.period, required, room.left, room.period.end(placedAt, book.zone())));
    }

    /** Counts what was charged and held by a call placed at {@code placedAt}. */
    void count(Instant placedAt, Amount usedMore, Amount heldMore) {
        for (Period period : Period.values()) {
            if (book.limits().of(period) != null) {
                use(period, placedAt).ifPresent(use -> book.putUse(use.change(usedMore, heldMore)));
            }
        }
    }

    /** Counts anew, from the history, what was used of each limit in its present period. */
    void recount() {
        book.forgetUses();
        for (Period period : Period.values()) {
            if (book.limits().of(period) != null) {
                LimitUse counted = book.countUse(period, period.start(now, book.zone()));
                Check.invariant(counted.period() == period, "another limit was counted");
                book.putUse(counted);
            }
        }
    }

    /** A period that began before its limit was set, or in another time zone, is not kept and binds nothing. */
    private Optional<LimitUse> use(Period period, Instant placedAt) {
        Instant start = period.start(placedAt, book.zone());
        Optional<LimitUse> known = book.use(period, start);
        return known.isEmpty() && start.equals(period.start(now, book.zone()))
                ? Optional.of(LimitUse.none(period, start))
                : known;
    }
}

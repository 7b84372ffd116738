package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.HoldEnd;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Sees that every hold of an account is open or has ended, once, and that what is held is what the open ones set aside. One bit
 * for each hold. Not thread-safe.
 */
final class HoldProof {
    static final String SQL = "SELECT " + Columns.HOLD + " FROM hold h ORDER BY h.bucket, h.account_no, h.hold_no";

    /** More holds than this no account has had: 2^31 − 1. */
    private static final long MOST = Integer.MAX_VALUE;

    private final Account account;
    private final Expectation expectation;
    private final LimitProof limits;
    private final BitSet seen = new BitSet();
    private Amount held = Amount.ZERO;
    private @Nullable Instant nextExpiry;

    HoldProof(Account account, Expectation expectation, LimitProof limits) {
        this.account = account;
        this.expectation = expectation;
        this.limits = limits;
    }

    /** Looks at the hold that a row ended. */
    void end(Transaction row, Transaction.EndedHold hold) throws BrokenRule {
        see(hold.number());
        Duration life = Duration.between(hold.placedAt(), hold.expiresAt());
        expectation.holds(
                "a hold lives 7 days at most",
                life.isPositive() && life.compareTo(Hold.LONGEST) <= 0,
                "up to " + Hold.LONGEST,
                life);
        expectation.holds(
                "a hold expires when its time has come",
                hold.end() != HoldEnd.EXPIRED || !row.createdAt().isBefore(hold.expiresAt()),
                "a row not before " + hold.expiresAt(),
                row.createdAt());
    }

    private void see(long number) throws BrokenRule {
        expectation.holds(
                "holds are numbered from 1 to last_hold",
                number >= 1 && number <= Math.min(account.lastHold(), MOST),
                "1 to " + account.lastHold(),
                number);
        expectation.holds("a hold is open or has ended, once", !seen.get((int) number), "one end", number);
        seen.set((int) number);
    }

    /** After the last row: the open ones. */
    void read(BookCursor cursor) throws SQLException, BrokenRule {
        Place place = Place.of(account.number());
        for (Hold hold = cursor.next(place, Columns::hold); hold != null; hold = cursor.next(place, Columns::hold)) {
            expectation.at("hold", "hold", hold.number());
            see(hold.number());
            held = held.plus(hold.amount());
            limits.hold(hold);
            if (nextExpiry == null || hold.expiresAt().isBefore(nextExpiry)) {
                nextExpiry = hold.expiresAt();
            }
        }
        expectation.at("account");
        expectation.equal("held is what the open holds set aside", held, account.held());
        expectation.equal(
                "every hold is open or has ended: the first that is neither",
                account.lastHold() + 1,
                seen.nextClearBit(1));
    }

    /** When the next open hold expires. */
    @Nullable
    Instant nextExpiry() {
        return nextExpiry;
    }
}

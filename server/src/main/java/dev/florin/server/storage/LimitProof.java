package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts anew what was used of the spending limits of an account and of its gateway keys, in the periods for which that is
 * kept. A call counts where it was placed, and by the key that asked for it. Not thread-safe.
 */
final class LimitProof {
    static final String SQL = "SELECT " + Columns.LIMIT_USE
            + " FROM limit_use u ORDER BY u.bucket, u.account_no, u.key_no, u.period, u.start";

    private final Account account;
    private final Expectation expectation;
    private final Map<Kind, TreeMap<Instant, Count>> counts = new HashMap<>();
    private long lastKey;

    private record Kind(long key, Period period) {}

    /** A period that is kept, and what was counted of it. */
    private static final class Count {
        private final LimitUse kept;
        private final Instant end;
        private Amount used = Amount.ZERO;
        private Amount held = Amount.ZERO;

        Count(LimitUse kept, Instant end) {
            this.kept = kept;
            this.end = end;
        }
    }

    LimitProof(Account account, Expectation expectation) {
        this.account = account;
        this.expectation = expectation;
    }

    void read(BookCursor keys, BookCursor cursor) throws SQLException, BrokenRule {
        Place place = Place.of(account.number());
        GatewayKey key = keys.next(place, GatewayKeys::read);
        while (key != null) {
            expectation
                    .at("gateway_key", "key", key.number())
                    .equal("gateway keys count from 1 without gaps", lastKey + 1, key.number());
            expectation.holds(
                    "a deleted account's gateway keys are revoked and have no name",
                    !account.deleted() || (key.revokedAt() != null && key.name().isEmpty()),
                    "a revoked key without a name",
                    key.number());
            lastKey = key.number();
            key = keys.next(place, GatewayKeys::read);
        }
        LimitUse use = cursor.next(place, Columns::limitUse);
        while (use != null) {
            Period period = use.period();
            expectation
                    .at("limit_use")
                    .equal(
                            "a period begins where the calendar of the account's time zone says",
                            period.start(use.start(), account.zone()),
                            use.start());
            expectation.within("a limit is of the account or of one of its keys", 0, lastKey, use.key());
            counts.computeIfAbsent(new Kind(use.key(), period), _ -> new TreeMap<>())
                    .put(use.start(), new Count(use, period.end(use.start(), account.zone())));
            use = cursor.next(place, Columns::limitUse);
        }
    }

    /** How many gateway keys there are. */
    long lastKey() {
        return lastKey;
    }

    private void proveKey(long key) throws BrokenRule {
        expectation.within("a call's key is one of the account's", 0, lastKey, key);
    }

    /** Counts a row, less what was given back of it. */
    void row(Transaction row, Amount reversed) throws BrokenRule {
        Transaction.Spending spending = row.spending();
        long key = spending == null ? 0 : spending.keyNumber();
        proveKey(key);
        if (row.type() == TransactionType.CHARGE && !counts.isEmpty()) {
            Transaction.EndedHold hold = row.hold();
            count(
                    key,
                    hold == null ? row.createdAt() : hold.placedAt(),
                    row.amount().negated().minus(reversed),
                    Amount.ZERO);
        }
    }

    void hold(Hold hold) throws BrokenRule {
        proveKey(hold.keyNumber());
        count(hold.keyNumber(), hold.placedAt(), Amount.ZERO, hold.amount());
    }

    private void count(long key, Instant placedAt, Amount used, Amount held) {
        for (Map.Entry<Kind, TreeMap<Instant, Count>> periods : counts.entrySet()) {
            if (periods.getKey().key != 0 && periods.getKey().key != key) {
                continue;
            }
            Map.Entry<Instant, Count> found = periods.getValue().floorEntry(placedAt);
            if (found != null && placedAt.isBefore(found.getValue().end)) {
                Count count = found.getValue();
                count.used = count.used.plus(used);
                count.held = count.held.plus(held);
            }
        }
    }

    /** After the last row and the last open hold. */
    void finish() throws BrokenRule {
        expectation.at("limit_use");
        for (TreeMap<Instant, Count> periods : counts.values()) {
            for (Count count : periods.values()) {
                expectation.equal(
                        "the use of a limit is what was charged and is held in its period",
                        use(count.kept, count.used, count.held),
                        use(count.kept, count.kept.used(), count.kept.held()));
            }
        }
    }

    private static String use(LimitUse kept, Amount used, Amount held) {
        return (kept.key() == 0 ? "" : "key " + kept.key() + ", ")
                + kept.period().code() + " from " + kept.start() + ": used " + used + ", held " + held;
    }
}

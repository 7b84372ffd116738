package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.grants.BurnOrder;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes what is left of an account's grants from the draws of its rows. It keeps a few numbers for each grant, and only
 * those with something left whole. Not thread-safe.
 */
final class GrantProof {
    static final String SQL =
            "SELECT " + Columns.GRANT + ", g.live FROM grant_ g ORDER BY g.bucket, g.account_no, g.grant_no";

    private static final int LIVE = 12;
    private static final int FIRST_SIZE = 8;

    private final Account account;
    private final Expectation expectation;
    private final List<Grant> live = new ArrayList<>();
    private long[] amounts = new long[FIRST_SIZE];
    private long[] remaining = new long[FIRST_SIZE];
    private long[] left = new long[FIRST_SIZE];
    private GrantKind[] kinds = new GrantKind[FIRST_SIZE];
    private Grant.State[] states = new Grant.State[FIRST_SIZE];
    private int count;
    private int brought;

    GrantProof(Account account, Expectation expectation) {
        this.account = account;
        this.expectation = expectation;
    }

    private record Kept(Grant grant, boolean live) {
        static Kept of(ResultSet row) throws SQLException {
            return new Kept(Columns.grant(row), row.getBoolean(LIVE));
        }
    }

    void read(BookCursor cursor, Instant now) throws SQLException, BrokenRule {
        Place place = Place.of(account.number());
        for (Kept kept = cursor.next(place, Kept::of); kept != null; kept = cursor.next(place, Kept::of)) {
            Grant grant = kept.grant;
            expectation.at("grant_", "grant", grant.number());
            expectation.equal("grants are numbered from 1 without gaps", count + 1L, grant.number());
            expectation.equal(
                    "live says whether something is left", grant.remaining().isPositive(), kept.live);
            Instant expiresAt = grant.expiresAt();
            expectation.holds(
                    "only a grant whose time has come is expired",
                    grant.state() != Grant.State.EXPIRED || (expiresAt != null && !expiresAt.isAfter(now)),
                    "expires_at in the past",
                    expiresAt);
            add(grant);
        }
        expectation.at("account").equal("last_grant is the number of the last grant", count, account.lastGrant());
    }

    private void add(Grant grant) {
        if (count == amounts.length) {
            amounts = Arrays.copyOf(amounts, count * 2);
            remaining = Arrays.copyOf(remaining, count * 2);
            left = Arrays.copyOf(left, count * 2);
            kinds = Arrays.copyOf(kinds, count * 2);
            states = Arrays.copyOf(states, count * 2);
        }
        amounts[count] = grant.amount().nanos();
        remaining[count] = grant.remaining().nanos();
        kinds[count] = grant.kind();
        states[count] = grant.state();
        count++;
        if (grant.remaining().isPositive()) {
            live.add(grant);
        }
    }

    /** Carries out the draws of a row and answers what they changed the total by. */
    long draw(Transaction row) throws BrokenRule {
        long change = 0;
        for (Draw draw : row.draws()) {
            expectation.holds(
                    "draws name existing grants", draw.grant() >= 1 && draw.grant() <= count, "1 to " + count, draw);
            int index = (int) draw.grant() - 1;
            if (draw.purpose() == Draw.Purpose.GRANTED) {
                expectation.equal("grants come in the order of their numbers", brought + 1L, draw.grant());
                brought++;
                expectation.equal("a grant's row brings its amount", Amount.ofNanos(amounts[index]), draw.amount());
                expectation.equal("credit comes from the house account of its kind", house(row, index), row.house());
            }
            expectation.holds("a grant is drawn on after it was brought", draw.grant() <= brought, "its row", draw);
            left[index] = Math.addExact(left[index], draw.change().nanos());
            change = Math.addExact(change, draw.change().nanos());
            expectation.holds(
                    "no more is drawn than a grant has, and no more given back than was drawn",
                    left[index] >= 0 && left[index] <= amounts[index],
                    "0 to " + Amount.ofNanos(amounts[index]),
                    Amount.ofNanos(left[index]));
            if (draw.purpose() == Draw.Purpose.ENDED && row.type() != TransactionType.FORFEIT) {
                Grant.State state = row.type() == TransactionType.EXPIRY ? Grant.State.EXPIRED : Grant.State.VOIDED;
                expectation.equal("a grant's state is that of the row that ended it", state, states[index]);
                expectation.equal("credit goes back to the house account of its kind", house(row, index), row.house());
            }
        }
        return change;
    }

    /** A reversal brings goodwill in place of a grant that has ended, and comes from revenue whatever it brings. */
    private Object house(Transaction row, int index) throws BrokenRule {
        if (row.type() == TransactionType.REVERSAL) {
            expectation.equal("a reversal brings goodwill", GrantKind.GOODWILL, kinds[index]);
            return row.house();
        }
        return kinds[index].house();
    }

    /** After the last row. */
    void finish() throws BrokenRule {
        for (int index = 0; index < count; index++) {
            expectation.at("grant_", "grant", index + 1L);
            expectation.holds("every grant has the row that brought it", index < brought, "a row", null);
            expectation.equal(
                    "remaining is what the draws leave", Amount.ofNanos(left[index]), Amount.ofNanos(remaining[index]));
        }
        BurnOrder order = new BurnOrder(live);
        expectation.at("account");
        expectation.equal("total is what is left of the grants", order.total(), account.total());
        expectation.holds(
                "a grant that has ended keeps only what holds lie on",
                order.firstFreed(account.held()).isEmpty(),
                "nothing free",
                order.firstFreed(account.held()).orElse(null));
    }

    /** When the next grant with something left expires. */
    @Nullable
    Instant nextExpiry() {
        Instant next = null;
        for (Grant grant : live) {
            Instant expiresAt = grant.expiresAt();
            if (grant.state() == Grant.State.OPEN && expiresAt != null && (next == null || expiresAt.isBefore(next))) {
                next = expiresAt;
            }
        }
        return next;
    }
}

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
import java.util.Optional;
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
            expectation.within("draws name existing grants", 1, count, draw.grant());
            int index = (int) draw.grant() - 1;
            if (draw.purpose() == Draw.Purpose.GRANTED) {
                expectation.equal("grants come in the order of their numbers", brought + 1L, draw.grant());
                brought++;
                expectation.equal("a grant's row brings its amount", Amount.ofNanos(amounts[index]), draw.amount());
                expectation.equal("credit comes from the house account of its kind", house(row, index), row.house());
            }
            expectation.within("a grant is drawn on after it was brought", 1, brought, draw.grant());
            left[index] = Math.addExact(left[index], draw.change().nanos());
            change = Math.addExact(change, draw.change().nanos());
            expectation.within(
                    "no more is drawn than a grant has, and no more given back than was drawn",
                    Amount.ZERO,
                    Amount.ofNanos(amounts[index]),
                    Amount.ofNanos(left[index]));
            if (draw.purpose() == Draw.Purpose.ENDED
                    && (row.type() == TransactionType.VOID || row.type() == TransactionType.EXPIRY)) {
                Grant.State state = row.type() == TransactionType.EXPIRY ? Grant.State.EXPIRED : Grant.State.VOIDED;
                expectation.equal("a grant's state is that of the row that ended it", state, states[index]);
                expectation.equal("credit goes back to the house account of its kind", house(row, index), row.house());
            }
        }
        return change;
    }

    /** What is given back comes as goodwill where its grant has ended, from the house account it had gone to. */
    private Object house(Transaction row, int index) throws BrokenRule {
        return switch (row.type()) {
            case REVERSAL, REFUND_FAILED, DISPUTE_WON -> {
                expectation.equal("what is given back brings goodwill", GrantKind.GOODWILL, kinds[index]);
                yield row.house();
            }
            default -> kinds[index].house();
        };
    }

    /** After the last row. */
    void finish() throws BrokenRule {
        for (int index = 0; index < count; index++) {
            expectation.at("grant_", "grant", index + 1L);
            expectation.holds("every grant has the row that brought it", index < brought, "a row", null);
            expectation.equal(
                    "remaining is what the draws leave", Amount.ofNanos(left[index]), Amount.ofNanos(remaining[index]));
        }
        Optional<BurnOrder.Freed> free = new BurnOrder(live).firstFreed(account.held());
        expectation.at("account");
        expectation.holds(
                "a grant that has ended keeps only what holds lie on",
                free.isEmpty(),
                "nothing free",
                free.orElse(null));
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

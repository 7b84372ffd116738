package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.PriceList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The proof that an account's books hold: everything that must always be true is recomputed from its rows, in other words
 * than the rules' own. Not thread-safe.
 */
final class Books {
    private final AccountSnapshot snapshot;
    private final Account account;
    private final List<String> broken = new ArrayList<>();

    private Books(AccountSnapshot snapshot) {
        this.snapshot = snapshot;
        this.account = snapshot.account();
    }

    /** What does not hold, in words; empty where everything does. */
    static List<String> broken(AccountSnapshot snapshot, PriceList prices) {
        Books books = new Books(snapshot);
        books.proveBalance();
        books.proveHolds();
        books.proveDue();
        books.proveKeys();
        books.broken.addAll(GrantProof.broken(snapshot));
        books.broken.addAll(PaymentProof.broken(snapshot));
        books.broken.addAll(RowProof.broken(snapshot, prices));
        books.broken.addAll(LimitProof.broken(snapshot));
        return books.broken;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    private void proveBalance() {
        Amount sum = Amount.ZERO;
        for (Transaction row : snapshot.rows()) {
            sum = sum.plus(row.amount());
        }
        require(sum.equals(account.balance()), "the rows sum to " + sum + ", total - owed is " + account.balance());
        Amount left = Amount.ZERO;
        for (Grant grant : snapshot.grants()) {
            left = left.plus(grant.remaining());
        }
        require(left.equals(account.total()), "the grants have " + left + " left, the total is " + account.total());
        Amount held = Amount.ZERO;
        for (Hold hold : snapshot.holds()) {
            held = held.plus(hold.amount());
        }
        require(held.equals(account.held()), "the open holds sum to " + held + ", held is " + account.held());
        require(!account.available().isNegative(), "available is below zero");
        require(account.owed().isZero() || account.available().isZero(), "available and owed are both above zero");
        require(!account.deleted() || !account.total().isMoreThan(cameByItself()), "a deleted account has credit");
    }

    /** What comes also to an account that was deleted: money does not ask whether its owner is still there. */
    private Amount cameByItself() {
        Amount sum = Amount.ZERO;
        for (Transaction row : snapshot.rows()) {
            sum = switch (row.type()) {
                case FORFEIT -> Amount.ZERO;
                case TOP_UP, AUTO_RECHARGE, REFUND_FAILED, DISPUTE_WON -> sum.plus(row.amount());
                default -> sum;
            };
        }
        return sum;
    }

    /** Each number from 1 is an open hold or one that a row ended, never both, never twice. */
    private void proveHolds() {
        Set<Long> seen = new HashSet<>();
        for (Hold hold : snapshot.holds()) {
            require(seen.add(hold.number()), "hold " + hold.number() + " is there twice");
        }
        for (Transaction row : snapshot.rows()) {
            Transaction.EndedHold ended = row.hold();
            if (ended != null) {
                require(seen.add(ended.number()), "hold " + ended.number() + " is open or ended twice");
                require(
                        row.type() == TransactionType.CHARGE || row.type() == TransactionType.NOT_CHARGED,
                        "row " + row.sequence() + " ends a hold and is a " + row.type());
            }
        }
        for (long number = 1; number <= account.lastHold(); number++) {
            require(seen.remove(number), "hold " + number + " is lost");
        }
        require(seen.isEmpty(), "holds are beyond the last number: " + seen);
    }

    /** What expires is found in time. */
    private void proveDue() {
        Instant earliest = null;
        for (Hold hold : snapshot.holds()) {
            earliest = earlier(earliest, hold.expiresAt());
        }
        for (Grant grant : snapshot.grants()) {
            Instant expiresAt = grant.expiresAt();
            if (expiresAt != null
                    && grant.state() == Grant.State.OPEN
                    && grant.remaining().isPositive()) {
                earliest = earlier(earliest, expiresAt);
            }
        }
        Instant due = account.nextDue();
        require(
                earliest == null || (due != null && !due.isAfter(earliest)),
                "something expires at " + earliest + ", but the account looks at " + due);
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }

    private void proveKeys() {
        snapshot.keys().forEach((key, known) -> {
            long number = known.target().number();
            boolean there = switch (known.target().kind()) {
                case HOLD -> number > 0 && number <= account.lastHold();
                case GRANT -> number > 0 && number <= account.lastGrant();
                case TRANSACTION -> number > 0 && number <= account.sequence();
                case TOP_UP ->
                    number > 0 && number <= snapshot.purchases().topUps().size();
                case REFUND ->
                    number > 0 && number <= snapshot.purchases().refunds().size();
                case GATEWAY_KEY ->
                    number > 0 && number <= snapshot.gatewayKeys().size();
                case ACCOUNT -> number == 0;
            };
            require(there, "key " + key + " stands for " + known.target());
        });
    }

    /** What a draw changed the grants by, over a row. */
    static Amount changeOfGrants(Transaction row, boolean alsoOwed) {
        Amount sum = Amount.ZERO;
        for (Draw draw : row.draws()) {
            if (alsoOwed || draw.purpose() != Draw.Purpose.OWED) {
                sum = sum.plus(draw.change());
            }
        }
        return sum;
    }
}

package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.House;
import dev.florin.core.grants.Draw;
import dev.florin.core.ledger.Target;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.PriceList;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves the books of one account: goes through its rows in their order, recomputes everything that is kept about it, and stops
 * at the first thing that differs. What is said of single rows comes before their hash, so that a row that was changed by hand is
 * named for what is wrong with it. Not thread-safe.
 */
final class AccountProof {
    private final Account account;
    private final Place place;
    private final BookTables tables;
    private final BookTotals totals;
    private final List<Anchor.Chains> chains;
    private final Instant now;
    private final Expectation expectation;
    private final SpendingProof spending;
    private final GrantProof grants;
    private final LimitProof limits;
    private final HoldProof holds;
    private final LossProof losses;

    private long sequence;
    private Amount balance = Amount.ZERO;

    /** What came by itself since a balance was given up: money does not ask whether its owner is still there. */
    private Amount cameByItself = Amount.ZERO;

    private long total;
    private Instant lastAt;
    private Digest head = Digest.NONE;

    AccountProof(
            Account account,
            BookTables tables,
            PriceList prices,
            BookTotals totals,
            List<Anchor.Chains> chains,
            Instant now) {
        this.account = account;
        this.place = Place.of(account.number());
        this.tables = tables;
        this.totals = totals;
        this.chains = chains;
        this.now = now;
        this.lastAt = account.createdAt();
        this.expectation = new Expectation(account.number().number());
        this.spending = new SpendingProof(prices);
        this.grants = new GrantProof(account, expectation);
        this.limits = new LimitProof(account, expectation);
        this.holds = new HoldProof(account, expectation, limits);
        this.losses = new LossProof(account, expectation);
    }

    void prove() throws SQLException, BrokenRule {
        long number = account.number().number();
        expectation.equal(
                "an account's bucket is the hash of its number",
                AccountNumber.of(number).bucket(),
                account.number().bucket());
        proveCustomer();
        grants.read(tables.grants(), now);
        limits.read(tables.gatewayKeys(), tables.limitUses());
        for (Transaction row = next(); row != null; row = next()) {
            prove(row);
            totals.add(row);
        }
        chains.forEach(each -> each.account(number));
        holds.read(tables.holds());
        proveAccount();
        grants.finish();
        limits.finish();
        losses.finish();
        proveNextDue();
        proveKeys();
        totals.add(account);
    }

    private record Customer(boolean pseudonym, boolean erased) {
        static Customer of(ResultSet row) throws SQLException {
            return new Customer(row.getBoolean(3), row.getBoolean(4));
        }
    }

    private void proveCustomer() throws SQLException, BrokenRule {
        Customer customer = tables.customers().next(place, Customer::of);
        expectation.at("account");
        if (customer == null) {
            throw expectation.broken("every account has a customer in the directory", "a customer", "none");
        }
        Customer second = tables.customers().next(place, Customer::of);
        expectation.holds("every account has one customer in the directory", second == null, "one", "two");
        if (account.deleted()) {
            expectation.at("customer");
            expectation.holds("a deleted account is known by a pseudonym", customer.pseudonym, "a pseudonym", "an id");
            expectation.holds("a deleted account has no personal data", customer.erased, "nothing", "personal data");
        }
    }

    private @Nullable Transaction next() throws SQLException, BrokenRule {
        return tables.transactions().next(place, row -> Columns.transaction(row, head));
    }

    private void prove(Transaction row) throws SQLException, BrokenRule {
        expectation.at("transaction_", "sequence", row.sequence());
        expectation.equal("sequences count from 1 without gaps", sequence + 1, row.sequence());
        expectation.notBefore("no row is older than the one before it", lastAt, row.createdAt());
        proveDirection(row);
        expectation.equal(
                "balance_after is the balance before and the amount", balance.plus(row.amount()), row.balanceAfter());
        proveDraws(row);
        spending.prove(row, expectation);
        if (row.hold() != null) {
            holds.end(row, row.hold());
        }
        limits.row(row, proveReversals(row));
        losses.row(row);
        proveText(row);
        expectation.equal("each row carries the hash of itself and the row before it", row.computeHash(), row.hash());
        switch (row.type()) {
            case FORFEIT -> cameByItself = Amount.ZERO;
            case TOP_UP, AUTO_RECHARGE, REFUND_FAILED, DISPUTE_WON -> cameByItself = cameByItself.plus(row.amount());
            default -> {}
        }
        sequence = row.sequence();
        lastAt = row.createdAt();
        balance = row.balanceAfter();
        head = row.hash();
        chains.forEach(each -> each.row(sequence, lastAt, head));
    }

    private void proveDirection(Transaction row) throws BrokenRule {
        boolean holds = switch (row.type()) {
            case GRANT, BONUS, REVERSAL, TOP_UP, AUTO_RECHARGE, REFUND_FAILED, DISPUTE_WON ->
                row.amount().isPositive();
            case NOT_CHARGED -> row.amount().isZero();
            case CHARGE, VOID, EXPIRY, FORFEIT, REFUND, DISPUTE, DISPUTE_LOST, BONUS_RETURNED ->
                row.amount().isNegative();
        };
        expectation.holds(
                "a row's amount has the sign of its type", holds, row.type().code(), row.amount());
        String house = switch (row.type()) {
            case CHARGE, NOT_CHARGED, REVERSAL, FORFEIT -> "revenue";
            case TOP_UP, AUTO_RECHARGE, REFUND -> "cash";
            case DISPUTE, DISPUTE_WON, DISPUTE_LOST -> "dispute";
            case BONUS_RETURNED -> "bonus";
            case REFUND_FAILED -> row.house() == House.BONUS ? "bonus" : "cash";
            case GRANT, BONUS, VOID, EXPIRY -> row.house().code(); // the grant says which
        };
        expectation.equal(
                "each type of row has its house account", house, row.house().code());
    }

    /**
     * The draws of a row, but for those that paid what was owed, are its amount; each type has its own. Where a payment was taken
     * back, the rest of the amount is owed; where that was undone, the rest was owed before.
     */
    private void proveDraws(Transaction row) throws BrokenRule {
        Amount sum = Amount.ZERO;
        for (Draw draw : row.draws()) {
            expectation.holds(
                    "draws have the sign and purpose of their row",
                    fits(draw.purpose(), row.type()),
                    row.type().code(),
                    draw);
            if (draw.purpose() != Draw.Purpose.OWED) {
                sum = sum.plus(draw.change());
            }
        }
        switch (row.type()) {
            case REFUND, DISPUTE_LOST ->
                expectation.within("the draws of a row are within its amount", row.amount(), Amount.ZERO, sum);
            case REFUND_FAILED ->
                expectation.within("the draws of a row are within its amount", Amount.ZERO, row.amount(), sum);
            default -> expectation.equal("the draws of a row sum to its amount", row.amount(), sum);
        }
        total = Math.addExact(total, grants.draw(row));
        Amount owed = Amount.ofNanos(total).minus(row.balanceAfter());
        expectation.holds("what is owed is never below zero", !owed.isNegative(), "0 or more", owed);
    }

    private static boolean fits(Draw.Purpose purpose, TransactionType type) {
        return switch (purpose) {
            case OWED -> true;
            case CHARGE -> type == TransactionType.CHARGE;
            case ENDED ->
                switch (type) {
                    case VOID, EXPIRY, FORFEIT, REFUND, DISPUTE, DISPUTE_LOST, BONUS_RETURNED -> true;
                    default -> false;
                };
            case GRANTED ->
                switch (type) {
                    case GRANT, BONUS, TOP_UP, AUTO_RECHARGE, REVERSAL, REFUND_FAILED, DISPUTE_WON -> true;
                    default -> false;
                };
            case RETURNED ->
                switch (type) {
                    case REVERSAL, REFUND_FAILED, DISPUTE_WON -> true;
                    default -> false;
                };
        };
    }

    /** What was given back of a row. */
    private Amount proveReversals(Transaction row) throws SQLException, BrokenRule {
        Long reverses = row.reverses();
        expectation.equal(
                "a reversal names the charge that it gives back",
                row.type() == TransactionType.REVERSAL,
                reverses != null);
        if (reverses != null) {
            expectation.within("a reversal comes after a charge", 1, sequence, reverses);
        }
        BookTables.Reversed next = tables.nextReversed(place);
        if (next == null || next.sequence() != row.sequence()) {
            return Amount.ZERO;
        }
        tables.takeReversed(place);
        expectation.equal("only charges are reversed", TransactionType.CHARGE, row.type());
        expectation.within(
                "reversals never exceed their charge", Amount.ZERO, row.amount().negated(), next.amount());
        return next.amount();
    }

    private void proveText(Transaction row) throws BrokenRule {
        Text text = row.text();
        if (text != null) {
            expectation.at("transaction_text", "sequence", row.sequence());
            expectation.holds("a deleted account has no words", !account.deleted(), "nothing", "words");
            expectation.equal("the words beside a row are those of its digest", text.digest(), row.textDigest());
            expectation.at("transaction_", "sequence", row.sequence());
        }
    }

    private void proveAccount() throws BrokenRule {
        expectation.at("account");
        if (account.deleted()) {
            expectation.within("a deleted account has nothing left", Amount.ZERO, cameByItself, account.total());
        }
        expectation.equal("sequence is that of the last row", sequence, account.sequence());
        expectation.equal("head is the hash of the last row", head, account.head());
        expectation.equal("last_at is the time of the last row", lastAt, account.lastAt());
        expectation.equal("total is what the draws leave", Amount.ofNanos(total), account.total());
        expectation.equal(
                "owed is what the draws leave less the balance",
                Amount.ofNanos(total).minus(balance),
                account.owed());
    }

    private void proveNextDue() throws BrokenRule {
        Instant earliest = holds.nextExpiry();
        Instant ofGrants = grants.nextExpiry();
        if (earliest == null || (ofGrants != null && ofGrants.isBefore(earliest))) {
            earliest = ofGrants;
        }
        Instant nextDue = account.nextDue();
        expectation
                .at("account")
                .holds(
                        "next_due is not later than the earliest expiry",
                        earliest == null || (nextDue != null && !nextDue.isAfter(earliest)),
                        "not after " + earliest,
                        nextDue);
    }

    private void proveKeys() throws SQLException, BrokenRule {
        Target key = tables.keys().next(place, BookTables::target);
        while (key != null) {
            long most = switch (key.kind()) {
                case HOLD -> account.lastHold();
                case GRANT -> account.lastGrant();
                case GATEWAY_KEY -> limits.lastKey();
                case TRANSACTION -> sequence;
                case ACCOUNT -> 0;
                case TOP_UP, REFUND -> Long.MAX_VALUE; // their tables are proved by themselves
            };
            long least = key.kind() == Target.Kind.ACCOUNT ? 0 : 1;
            expectation
                    .at("key_")
                    .holds(
                            "a key stands for something that exists",
                            key.number() >= least && key.number() <= most,
                            least + " to " + most,
                            key);
            key = tables.keys().next(place, BookTables::target);
        }
    }
}

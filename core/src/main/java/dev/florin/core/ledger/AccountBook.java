package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.CarriedLoss;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.check.Check;
import dev.florin.core.grants.BurnOrder;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One account while commands about it are decided: what was loaded, and every change that the rules have made since.
 *
 * <p>It starts as the account stands, the rules change it command by command, and at the end {@link #changes} says what is to
 * be saved. Each change of the balance goes through {@link #append}, which writes the row. Not thread-safe.
 */
public final class AccountBook {
    private final Account before;
    private final AccountRecords records;
    private @Nullable BurnOrder grants;
    private final Map<Long, Hold> holds = new TreeMap<>();
    private final Map<Long, Transaction> ends = new TreeMap<>();
    private final List<Transaction> rows = new ArrayList<>();
    private final Map<Digest, AccountRecords.KeyRecord> keys = new HashMap<>();
    private final LimitBook limitBook;
    private final PurchaseBook purchases;

    private Amount total;
    private Amount held;
    private Amount owed;
    private long sequence;
    private long lastHold;
    private long lastGrant;
    private @Nullable Instant nextDue;
    private Instant lastAt;
    private Digest head;
    private @Nullable PlanWord word;
    private @Nullable PlanWord stripeWord;
    private boolean frozen;
    private ZoneId zone;
    private SpendingLimits limits;
    private boolean deleted;
    private @Nullable CarriedLoss loss;

    /** A book of {@code account} as it stands. */
    public AccountBook(Account account, AccountRecords records) {
        this.before = account;
        this.records = records;
        this.limitBook = new LimitBook(records, rows);
        this.purchases = new PurchaseBook(account, records::purchases);
        total = account.total();
        held = account.held();
        owed = account.owed();
        sequence = account.sequence();
        lastHold = account.lastHold();
        lastGrant = account.lastGrant();
        nextDue = account.nextDue();
        lastAt = account.lastAt();
        head = account.head();
        word = account.word();
        stripeWord = account.stripeWord();
        frozen = account.frozen();
        zone = account.zone();
        limits = account.limits();
        deleted = account.deleted();
        loss = account.loss();
    }

    AccountRecords records() {
        return records;
    }

    LimitBook limitBook() {
        return limitBook;
    }

    PurchaseBook purchases() {
        return purchases;
    }

    /** The grants, looked up when the first command needs them: a hold does not, which lies on all of them together. */
    BurnOrder grants() {
        BurnOrder known = grants;
        if (known == null) {
            known = new BurnOrder(records.liveGrants());
            Check.invariant(
                    known.total().equals(before.total()), "what is left of the grants is not the account's total");
            grants = known;
        }
        return known;
    }

    Amount total() {
        return total;
    }

    Amount available() {
        return total.minus(held);
    }

    Amount held() {
        return held;
    }

    Amount owed() {
        return owed;
    }

    @Nullable
    Instant nextDue() {
        return nextDue;
    }

    boolean frozen() {
        return frozen;
    }

    boolean deleted() {
        return deleted;
    }

    ZoneId zone() {
        return zone;
    }

    SpendingLimits limits() {
        return limits;
    }

    /** What the operator carries of its calls. */
    @Nullable
    CarriedLoss loss() {
        return loss;
    }

    Plan plan(Instant now) {
        return PlanWord.either(word, stripeWord, now);
    }

    /** The time of the next row: never before the one before it. */
    Instant moment(Instant now) {
        return now.isBefore(lastAt) ? lastAt : now;
    }

    @Nullable
    PlanWord word() {
        return word;
    }

    void setWord(@Nullable PlanWord said) {
        word = said;
    }

    @Nullable
    PlanWord stripeWord() {
        return stripeWord;
    }

    void setStripeWord(@Nullable PlanWord said) {
        stripeWord = said;
    }

    void setFrozen(boolean nowFrozen) {
        frozen = nowFrozen;
    }

    void setZone(ZoneId nowZone) {
        zone = nowZone;
    }

    void setLimits(SpendingLimits nowLimits) {
        limits = nowLimits;
    }

    void setDeleted() {
        deleted = true;
    }

    void setNextDue(@Nullable Instant due) {
        nextDue = due;
    }

    /** Something new expires at {@code at}. */
    void dueBy(Instant at) {
        if (nextDue == null || at.isBefore(nextDue)) {
            nextDue = at;
        }
    }

    long nextHoldNumber() {
        return ++lastHold;
    }

    long nextGrantNumber() {
        return ++lastGrant;
    }

    /** Sets credit aside for a new hold, or more (never less) for a known one. */
    void putHold(Hold hold, Amount more) {
        held = held.plus(more);
        Check.invariant(!held.isMoreThan(total), "more is held than there is");
        holds.put(hold.number(), hold);
        dueBy(hold.expiresAt());
    }

    /** Frees what a hold sets aside; the row that ends it follows. */
    void takeHold(Hold hold) {
        holds.remove(hold.number());
        held = held.minus(hold.amount());
        Check.invariant(!held.isNegative(), "less than nothing is held");
    }

    Optional<Hold> openHold(long number) {
        if (ends.containsKey(number)) {
            return Optional.empty();
        }
        Hold known = holds.get(number);
        if (known != null) {
            return Optional.of(known);
        }
        return number > before.lastHold() ? Optional.empty() : records.openHold(number);
    }

    Optional<Transaction> endOf(long hold) {
        Transaction known = ends.get(hold);
        if (known != null) {
            return Optional.of(known);
        }
        return hold > before.lastHold() ? Optional.empty() : records.endOf(hold);
    }

    Optional<Grant> grant(long number) {
        Optional<Grant> known = grants().find(number);
        return known.isPresent() || number > before.lastGrant() ? known : records.grant(number);
    }

    Optional<AccountRecords.KeyRecord> key(Digest key) {
        AccountRecords.KeyRecord known = keys.get(key);
        return known != null ? Optional.of(known) : records.key(key);
    }

    void remember(Digest key, Digest fingerprint, Target target) {
        keys.put(key, new AccountRecords.KeyRecord(fingerprint, target));
    }

    /**
     * Draws what is owed from what is free, as far as it goes. It has no row of its own: the draws belong to the row being
     * written.
     */
    List<Draw> payOwed() {
        Amount paying = owed.min(available());
        if (paying.isZero()) {
            return List.of();
        }
        List<Draw> draws = purchases.pay(paying, owed, grants());
        owed = owed.minus(paying);
        total = total.minus(paying);
        return draws;
    }

    /** More is owed, or less: the debts are the purchases' affair. */
    void owe(Amount more) {
        owed = owed.plus(more);
        Check.invariant(!owed.isNegative(), "less than nothing is owed");
    }

    /** Takes {@code amount} from one grant. */
    Draw drawFrom(long grant, Amount amount, Draw.Purpose purpose) {
        total = total.minus(amount);
        return grants().drawFrom(grant, amount, purpose);
    }

    /** Takes {@code amount} from the grants, in burn order. */
    List<Draw> draw(Amount amount, Draw.Purpose purpose) {
        total = total.minus(amount);
        return grants().draw(amount, purpose);
    }

    /** Puts a grant with {@code more} (or, where negative, less) left than before. */
    void putGrant(Grant grant, Amount more) {
        total = total.plus(more);
        grants().put(grant);
    }

    /** Writes the next row of the history. */
    Transaction append(RowDraft draft, Instant now) {
        Text text = draft.text();
        Instant at = moment(now);
        Transaction row = new Transaction(
                        before.number(),
                        ++sequence,
                        draft.type(),
                        draft.amount(),
                        total.minus(owed),
                        draft.house(),
                        draft.hold(),
                        draft.spending(),
                        draft.draws(),
                        draft.reasonCode(),
                        draft.reverses(),
                        draft.request().actor(),
                        draft.source() == null ? draft.request().source() : draft.source(),
                        draft.request().fingerprint(),
                        text,
                        text == null ? null : text.digest(),
                        at,
                        head,
                        Digest.NONE)
                .sealed();
        lastAt = at;
        head = row.hash();
        rows.add(row);
        Transaction.Spending spending = draft.spending();
        if (spending != null && spending.uncollected().isPositive()) {
            loss = CarriedLoss.and(loss, spending.uncollected(), sequence, at, zone);
        }
        Transaction.EndedHold ended = draft.hold();
        if (ended != null) {
            ends.put(ended.number(), row);
        }
        return row;
    }

    /** The account as it stands now. */
    public Account account() {
        return new Account(
                before.number(),
                total,
                held,
                owed,
                sequence,
                lastHold,
                lastGrant,
                nextDue,
                lastAt,
                head,
                word,
                stripeWord,
                frozen,
                zone,
                limits,
                deleted,
                purchases.watch(),
                purchases.claimed(),
                loss,
                before.createdAt());
    }

    /** Everything that has changed since the book was opened. */
    public AccountChanges changes() {
        BurnOrder used = grants;
        Check.invariant(
                (used == null ? before.total() : used.total()).equals(total),
                "what is left of the grants is not the account's total");
        return new AccountChanges(
                before,
                account(),
                List.copyOf(rows),
                used == null ? List.of() : used.changed(),
                List.copyOf(holds.values()),
                List.copyOf(ends.keySet()),
                Map.copyOf(keys),
                limitBook.changedKeys(),
                limitBook.countedAnew(),
                limitBook.changedUses(),
                purchases.changes());
    }
}

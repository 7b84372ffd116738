package dev.florin.core.ledger;

import dev.florin.core.accounts.House;
import dev.florin.core.accounts.Plan;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Draw;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.HoldEnd;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Costing;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a call came to, and who pays it. */
final class ChargeRules {
    private final AccountBook book;
    private final Limits limits;
    private final GrantRules grants;
    private final PriceList prices;
    private final Instant now;

    ChargeRules(AccountBook book, Limits limits, GrantRules grants, PriceList prices, Instant now) {
        this.book = book;
        this.limits = limits;
        this.grants = grants;
        this.prices = prices;
        this.now = now;
    }

    /** What a call costs, if that is known. */
    sealed interface Priced {
        /** That much; {@code usage} and {@code version} are absent where the host named the amount. */
        record Known(
                Amount cost,
                @Nullable Usage usage,
                @Nullable Integer version) implements Priced {
            static final Known NOTHING = new Known(Amount.ZERO, null, null);
        }

        /** Unknown is never zero. */
        record Unknown(Refusal why) implements Priced {}
    }

    /** The cost by the prices in force when the hold was placed. */
    Priced price(Command.Spent spent, Hold hold) {
        return price(spent, hold.placedAt(), hold.priceList());
    }

    private Priced price(Command.Spent spent, Instant at, long priceList) {
        return switch (spent) {
            case Command.Spent.Named(Amount amount) -> new Priced.Known(amount, null, null);
            case Command.Spent.Counted(Usage usage) -> {
                Optional<Price> price = prices.inForce(usage.model(), at, priceList);
                if (price.isEmpty()) {
                    yield new Priced.Unknown(new Refusal.ModelNotPriced(usage.model(), null));
                }
                yield switch (price.get().cost(usage)) {
                    case Costing.Priced priced ->
                        new Priced.Known(
                                priced.cost().total(), usage, price.get().version());
                    case Costing.NotPriced missing ->
                        new Priced.Unknown(new Refusal.ModelNotPriced(usage.model(), missing.tokenClass()));
                };
            }
        };
    }

    Outcome<Transaction> charge(Command.Charge command) {
        if (book.frozen()) {
            return new Outcome.Refused<>(new Refusal.AccountFrozen());
        }
        if (book.plan(now) != Plan.PRO) {
            return new Outcome.Refused<>(new Refusal.SubscriptionRequired());
        }
        return switch (price(command.spent(), now, prices.number())) {
            case Priced.Unknown(Refusal why) -> new Outcome.Refused<>(why);
            case Priced.Known known -> {
                Optional<Refusal> limit = limits.refusal(0, known.cost, now);
                if (limit.isPresent()) {
                    yield new Outcome.Refused<>(limit.get());
                }
                if (book.owed().isPositive() || known.cost.isMoreThan(book.available())) {
                    yield new Outcome.Refused<>(
                            new Refusal.InsufficientCredits(book.available(), known.cost, book.held(), book.owed()));
                }
                yield new Outcome.Done<>(
                        book(known, known.cost, command.feature(), command.request(), command.words()));
            }
        };
    }

    Outcome<Transaction> record(Command.RecordUsage command) {
        return switch (price(command.spent(), command.at(), prices.number())) {
            case Priced.Unknown(Refusal why) -> new Outcome.Refused<>(why);
            case Priced.Known known ->
                new Outcome.Done<>(book(
                        known, known.cost.min(room(0, now)), command.feature(), command.request(), command.words()));
        };
    }

    /** What may be charged beyond the holds to a call of a key (0 = of none) placed at {@code placedAt}. */
    private Amount room(long key, Instant placedAt) {
        return limits.tightest(key, placedAt)
                .map(room -> room.left().min(book.available()))
                .orElse(book.available());
    }

    /** A row for spending without a hold. */
    private Transaction book(
            Priced.Known known, Amount amount, @Nullable String feature, Request request, @Nullable Text words) {
        List<Draw> draws = book.draw(amount, Draw.Purpose.CHARGE);
        limits.count(0, now, amount, Amount.ZERO);
        book.purchases().used(amount, book.total(), now);
        Transaction row = book.append(
                row(
                        amount,
                        draws,
                        request,
                        null,
                        spending(known, amount, new By(feature, 0, null), false),
                        ReasonCode.FREE,
                        words),
                now);
        grants.giveUpEnded(request, null);
        return row;
    }

    /** Ends a hold: charges what it may, frees the rest, writes the one row. */
    Transaction end(
            Hold hold,
            HoldEnd how,
            Priced.Known known,
            boolean estimated,
            ReasonCode ifNothing,
            Request request,
            @Nullable Text words) {
        Amount amount = how == HoldEnd.RELEASED
                ? Amount.ZERO // whatever the call cost, its customer pays nothing
                : known.cost.min(hold.amount().plus(room(hold.keyNumber(), hold.placedAt())));
        limits.count(hold.keyNumber(), hold.placedAt(), amount, hold.amount().negated());
        book.takeHold(hold);
        List<Draw> draws = new ArrayList<>(book.draw(amount, Draw.Purpose.CHARGE));
        draws.addAll(book.payOwed());
        book.purchases().used(amount, book.total(), now);
        Hold.ModelCall call = hold.call();
        Transaction.EndedHold ended = new Transaction.EndedHold(
                hold.number(),
                hold.amount(),
                hold.placedAt(),
                hold.expiresAt(),
                how,
                call == null ? null : call.maxOutputTokens(),
                call == null ? null : call.priceVersion());
        Transaction.Spending spending = spending(known, amount, By.of(hold), estimated);
        if (spending.model() == null && call != null) {
            spending = new Transaction.Spending(
                    call.model(),
                    null,
                    null,
                    spending.feature(),
                    spending.keyNumber(),
                    spending.user(),
                    spending.cost(),
                    spending.uncollected(),
                    estimated);
        }
        Transaction row =
                book.append(row(amount, draws, request, ended, spending, ifNothing, withMetadata(words, hold)), now);
        grants.giveUpEnded(request, null);
        return row;
    }

    /** A hold that nobody ended in time: its recorded progress is charged where that was asked, else nothing. */
    void expire(Hold hold, Request request) {
        Usage progress = hold.progress();
        if (hold.onExpiry() == OnExpiry.CAPTURE && progress != null) {
            Priced priced = price(new Command.Spent.Counted(progress), hold);
            Check.invariant(priced instanceof Priced.Known, "recorded progress has lost its price");
            end(hold, HoldEnd.EXPIRED, (Priced.Known) priced, true, ReasonCode.EXPIRED, request, null);
        } else {
            end(hold, HoldEnd.EXPIRED, Priced.Known.NOTHING, false, ReasonCode.EXPIRED, request, null);
        }
    }

    /** What a call is known by. */
    private record By(
            @Nullable String feature,
            long keyNumber,
            @Nullable String user) {
        static By of(Hold hold) {
            return new By(hold.feature(), hold.keyNumber(), hold.user());
        }
    }

    private static Transaction.Spending spending(Priced.Known known, Amount amount, By by, boolean estimated) {
        return new Transaction.Spending(
                known.usage == null ? null : known.usage.model(),
                known.usage,
                known.version,
                by.feature,
                by.keyNumber,
                by.user,
                known.cost,
                known.cost.minus(amount),
                estimated);
    }

    private static RowDraft row(
            Amount amount,
            List<Draw> draws,
            Request request,
            Transaction.@Nullable EndedHold hold,
            Transaction.Spending spending,
            ReasonCode ifFree,
            @Nullable Text words) {
        boolean unpaid = spending.cost().isPositive() && (hold == null || hold.end() != HoldEnd.RELEASED);
        ReasonCode why = amount.isPositive() ? null : unpaid ? ReasonCode.UNCOLLECTED : ifFree;
        return new RowDraft(
                amount.isPositive() ? TransactionType.CHARGE : TransactionType.NOT_CHARGED,
                amount.negated(),
                House.REVENUE,
                draws,
                request,
                hold,
                spending,
                why,
                null,
                null,
                words);
    }

    /** The row that ends a hold keeps the hold's metadata. The salt of words that are there is used again. */
    private static @Nullable Text withMetadata(@Nullable Text words, Hold hold) {
        if (hold.metadata().isEmpty()) {
            return words;
        }
        TreeMap<String, String> metadata = new TreeMap<>(hold.metadata());
        return words == null
                ? new Text(null, null, metadata, Check.present(hold.salt(), "the salt of a hold's metadata"))
                : new Text(words.description(), words.reason(), metadata, words.salt());
    }

    static Transaction.EndedHold endOf(Transaction row) {
        return Check.present(row.hold(), "the hold that a row ended");
    }
}

package dev.florin.core.ledger;

import dev.florin.core.accounts.CarriedLoss;
import dev.florin.core.accounts.Plan;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.HoldEnd;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Placing, extending, settling and releasing holds. */
final class HoldRules {
    private final AccountBook book;
    private final Limits limits;
    private final KeyRules keys;
    private final ChargeRules charges;
    private final PriceList prices;
    private final Instant now;

    HoldRules(AccountBook book, Limits limits, KeyRules keys, ChargeRules charges, PriceList prices, Instant now) {
        this.book = book;
        this.limits = limits;
        this.keys = keys;
        this.charges = charges;
        this.prices = prices;
        this.now = now;
    }

    Outcome<Hold> place(Command.PlaceHold command) {
        Optional<Refusal> barred =
                barred(command.keyNumber()).or(() -> notAllowed(command)).or(() -> tooMuchCarried(command.by()));
        if (barred.isPresent()) {
            return new Outcome.Refused<>(barred.get());
        }
        return switch (command.size()) {
            case Command.HoldSize.Named named -> place(command, named.amount(), null);
            case Command.HoldSize.ForCall call -> placeForCall(command, call);
        };
    }

    private Outcome<Hold> placeForCall(Command.PlaceHold command, Command.HoldSize.ForCall call) {
        Optional<Price> found = prices.inForce(call.model(), now, prices.number());
        if (found.isEmpty()) {
            return new Outcome.Refused<>(new Refusal.ModelNotPriced(call.model(), null));
        }
        Price price = found.get();
        if (call.inputTokens() > price.contextTokens()) {
            return new Outcome.Refused<>(new Refusal.BeyondModel("input_tokens", price.contextTokens()));
        }
        if (call.maxOutputTokens() > price.maxOutputTokens()) {
            return new Outcome.Refused<>(new Refusal.BeyondModel("max_output_tokens", price.maxOutputTokens()));
        }
        Optional<TokenClass> unpriced = price.unpriced(call.inputTokens(), call.maxOutputTokens());
        if (unpriced.isPresent()) {
            return new Outcome.Refused<>(
                    new Refusal.ModelNotPriced(call.model(), unpriced.get().code()));
        }
        long output = call.maxOutputTokens();
        Amount most = price.most(call.inputTokens(), output);
        Long least = command.minOutputTokens();
        Amount pays = pays(command);
        if (least != null && most.isMoreThan(pays)) {
            long affordable = price.affordableOutputTokens(call.inputTokens(), output, pays);
            output = Math.max(affordable, Math.min(least, output));
            most = price.most(call.inputTokens(), output);
        }
        return place(command, most, new Hold.ModelCall(call.model(), price.version(), call.inputTokens(), output));
    }

    /** The most that a hold placed now could set aside. */
    private Amount pays(Command.PlaceHold command) {
        Amount pays = limits.tightest(command.keyNumber(), now)
                .map(room -> room.left().min(book.available()))
                .orElse(book.available());
        Amount cap = command.maxCost();
        return cap == null ? pays : pays.min(cap);
    }

    private Outcome<Hold> place(Command.PlaceHold command, Amount amount, Hold.@Nullable ModelCall call) {
        Amount cap = command.maxCost();
        if (cap != null && amount.isMoreThan(cap)) {
            return new Outcome.Refused<>(new Refusal.LimitReached("call", null, amount, cap, null));
        }
        Optional<Refusal> unpaid = cannotPay(command.keyNumber(), amount, now);
        if (unpaid.isPresent()) {
            return new Outcome.Refused<>(unpaid.get());
        }
        Hold hold = new Hold(
                book.nextHoldNumber(),
                amount,
                now,
                now.plus(command.expiresIn()),
                command.onExpiry(),
                prices.number(),
                call,
                command.feature(),
                command.keyNumber(),
                command.by().user(),
                null,
                command.metadata(),
                command.salt());
        book.putHold(hold, amount);
        limits.count(command.keyNumber(), now, Amount.ZERO, amount);
        return new Outcome.Done<>(hold);
    }

    Outcome<Hold> extend(Command.ExtendHold command) {
        Optional<Hold> open = book.openHold(command.hold());
        if (open.isEmpty()) {
            return alreadyEnded(command.hold());
        }
        Hold hold = open.get();
        Amount amount = command.amount() == null ? hold.amount() : command.amount();
        Instant expiresAt = command.expiresIn() == null ? hold.expiresAt() : now.plus(command.expiresIn());
        Usage progress = command.progress();
        if (hold.amount().isMoreThan(amount)) {
            return new Outcome.Refused<>(
                    new Refusal.BadExtension("amount", "is less than the hold's present " + hold.amount()));
        }
        if (expiresAt.isAfter(hold.placedAt().plus(Hold.LONGEST))) {
            return new Outcome.Refused<>(new Refusal.BadExtension("expires_in", "would keep the hold over 7 days"));
        }
        Amount more = amount.minus(hold.amount());
        if (more.isPositive()) {
            Optional<Refusal> barred = barred(hold.keyNumber());
            if (barred.isPresent()) {
                return new Outcome.Refused<>(barred.get());
            }
        }
        if (progress != null
                && charges.price(new Command.Spent.Counted(progress), hold)
                        instanceof ChargeRules.Priced.Unknown(Refusal why)) {
            return new Outcome.Refused<>(why);
        }
        if (more.isPositive()) {
            Optional<Refusal> unpaid = cannotPay(hold.keyNumber(), more, hold.placedAt());
            if (unpaid.isPresent()) {
                return new Outcome.Refused<>(unpaid.get());
            }
        }
        Hold extended = hold.extended(amount, expiresAt, progress);
        book.putHold(extended, more);
        limits.count(hold.keyNumber(), hold.placedAt(), Amount.ZERO, more);
        return new Outcome.Done<>(extended);
    }

    Outcome<Transaction> settle(Command.SettleHold command) {
        Optional<Hold> open = book.openHold(command.hold());
        if (open.isEmpty()) {
            return repeated(command.hold(), HoldEnd.SETTLED, command.request());
        }
        return switch (charges.price(command.spent(), open.get())) {
            case ChargeRules.Priced.Unknown(Refusal why) -> new Outcome.Refused<>(why);
            case ChargeRules.Priced.Known cost ->
                new Outcome.Done<>(charges.end(
                        open.get(),
                        HoldEnd.SETTLED,
                        cost,
                        command.estimated(),
                        ReasonCode.FREE,
                        command.request(),
                        command.words()));
        };
    }

    Outcome<Transaction> release(Command.ReleaseHold command) {
        Optional<Hold> open = book.openHold(command.hold());
        if (open.isEmpty()) {
            Optional<Transaction> end = book.endOf(command.hold());
            return end.filter(row -> ChargeRules.endOf(row).end() == HoldEnd.RELEASED)
                    .<Outcome<Transaction>>map(
                            row -> new Outcome.Replayed<>(new Target(Target.Kind.TRANSACTION, row.sequence())))
                    .orElseGet(() -> alreadyEnded(command.hold()));
        }
        Command.Carried carried = command.carried();
        ChargeRules.Priced cost = carried == null
                ? ChargeRules.Priced.Known.NOTHING
                : charges.price(new Command.Spent.Counted(carried.usage()), open.get());
        return switch (cost) {
            case ChargeRules.Priced.Unknown(Refusal why) -> new Outcome.Refused<>(why);
            case ChargeRules.Priced.Known known ->
                new Outcome.Done<>(charges.end(
                        open.get(),
                        HoldEnd.RELEASED,
                        known,
                        carried != null && carried.estimated(),
                        command.reasonCode(),
                        command.request(),
                        command.words()));
        };
    }

    private Optional<Refusal> notAllowed(Command.PlaceHold command) {
        Model model = switch (command.size()) {
            case Command.HoldSize.ForCall call -> call.model();
            case Command.HoldSize.Named named -> named.model();
        };
        return keys.notAllowed(command.keyNumber(), model == null ? null : model.name(), command.feature());
    }

    /** Calls that run already may add to what is carried: it is not known before what goes wrong. */
    private Optional<Refusal> tooMuchCarried(Command.Asker by) {
        Amount most = by.mostCarried();
        CarriedLoss loss = book.loss();
        return most == null || loss == null || !loss.reaches(most, now)
                ? Optional.empty()
                : Optional.of(
                        new Refusal.TooMuchCarried(loss.amount(), loss.until(), Duration.between(now, loss.until())));
    }

    /** The key that asks, frozen, then plan. */
    private Optional<Refusal> barred(long key) {
        Optional<Refusal> ended = keys.ended(key);
        if (ended.isPresent()) {
            return ended;
        }
        if (book.frozen()) {
            return Optional.of(new Refusal.AccountFrozen());
        }
        return book.plan(now) == Plan.PRO ? Optional.empty() : Optional.of(new Refusal.SubscriptionRequired());
    }

    /** Limit, then balance. */
    private Optional<Refusal> cannotPay(long key, Amount amount, Instant placedAt) {
        Optional<Refusal> limit = limits.refusal(key, amount, placedAt);
        if (limit.isPresent()) {
            return limit;
        }
        return book.owed().isPositive() || amount.isMoreThan(book.available())
                ? Optional.of(new Refusal.InsufficientCredits(book.available(), amount, book.held(), book.owed()))
                : Optional.empty();
    }

    /** The same request again is answered as it was; another finds the hold ended. */
    private Outcome<Transaction> repeated(long hold, HoldEnd how, Request request) {
        return book.endOf(hold)
                .filter(row ->
                        ChargeRules.endOf(row).end() == how && row.request().equals(request.fingerprint()))
                .<Outcome<Transaction>>map(
                        row -> new Outcome.Replayed<>(new Target(Target.Kind.TRANSACTION, row.sequence())))
                .orElseGet(() -> alreadyEnded(hold));
    }

    private <T> Outcome<T> alreadyEnded(long hold) {
        Transaction row = book.endOf(hold).orElseThrow();
        return new Outcome.Refused<>(
                new Refusal.HoldAlreadyEnded(ChargeRules.endOf(row).end(), row.sequence()));
    }
}

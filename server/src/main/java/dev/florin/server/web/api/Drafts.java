package dev.florin.server.web.api;

import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Request;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Usage;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the fields of each command that moves credit or sets it aside. Thread-safe. */
final class Drafts {
    /** As many characters as a grant's source may have. */
    private static final int LONGEST_SOURCE = 500;

    private final Asking asking;

    Drafts(Asking asking) {
        this.asking = asking;
    }

    Draft<Hold> hold(Fields fields) {
        Size size = size(fields);
        Field<Amount> maxCost = fields.positiveAmount("max_cost");
        Field<Duration> expiresIn = expiresIn(fields);
        Field<OnExpiry> onExpiry = fields.choice("on_expiry", List.of(OnExpiry.values()), OnExpiry::code);
        Field<Long> least = UsageFields.tokens(fields, "min_output_tokens");
        Optional<Long> most = size.mostOutput();
        if (least.isRight() && most.isPresent() && least.optional().orElse(0L) > most.get()) {
            least.noteWrong("is more than `max_output_tokens`");
        }
        if (least.isSent() && fields.names().contains("amount")) {
            least.noteWrong("cannot be combined with `amount`");
        }
        Field<String> feature = Words.feature(fields, "feature");
        Field<Map<String, String>> metadata = fields.metadata("metadata");
        return (account, object, request) -> {
            SortedMap<String, String> kept = new TreeMap<>(metadata.or(Map.of()));
            return new Command.PlaceHold(
                    account,
                    request,
                    size.command().get(),
                    maxCost.optional().orElse(null),
                    least.optional().orElse(null),
                    expiresIn.or(Hold.DEFAULT_EXPIRY),
                    onExpiry.or(OnExpiry.RELEASE),
                    feature.optional().orElse(null),
                    kept,
                    kept.isEmpty() ? null : asking.salt());
        };
    }

    /** How large a hold is to be, and what output it names. */
    private record Size(Supplier<Command.HoldSize> command, Optional<Long> mostOutput) {}

    /** {@code amount}, or a model with what the call may use. */
    private static Size size(Fields fields) {
        Field<Amount> amount = fields.positiveAmount("amount");
        Field<Model> model = Words.model(fields, "model");
        Field<Long> input = UsageFields.tokens(fields, "input_tokens");
        Field<Long> output = UsageFields.tokens(fields, "max_output_tokens");
        if (amount.isSent()) {
            for (Field<?> other : List.of(model, input, output)) {
                if (other.isSent()) {
                    other.noteWrong("cannot be combined with `amount`");
                }
            }
        } else if (model.isSent()) {
            input.required();
            output.required();
        } else {
            fields.noteWrong("amount", "is missing, and so is `model`: one of them is needed");
        }
        Supplier<Command.HoldSize> command = () -> amount.optional()
                .<Command.HoldSize>map(Command.HoldSize.Named::new)
                .orElseGet(() -> new Command.HoldSize.ForCall(model.value(), input.value(), output.value()));
        return new Size(command, output.isRight() ? output.optional() : Optional.empty());
    }

    private static Field<Duration> expiresIn(Fields fields) {
        return fields.count("expires_in", Hold.SHORTEST_EXPIRY.toSeconds(), Hold.LONGEST_EXPIRY.toSeconds())
                .map(Duration::ofSeconds);
    }

    Draft<Hold> extend(Fields fields) {
        Field<Amount> amount = fields.positiveAmount("amount");
        Field<Duration> expiresIn = expiresIn(fields);
        Field<Fields> within = fields.object("progress");
        Optional<Supplier<Usage>> progress =
                within.isRight() ? Optional.of(UsageFields.read(within.value())) : Optional.empty();
        if (!amount.isSent() && !expiresIn.isSent() && !within.isSent()) {
            fields.noteWrong("amount", "is missing, and so are `expires_in` and `progress`: nothing would change");
        }
        return (account, hold, request) -> new Command.ExtendHold(
                account,
                request,
                hold,
                amount.optional().orElse(null),
                expiresIn.optional().orElse(null),
                progress.map(Supplier::get).orElse(null));
    }

    /** A call that cost nothing is settled with 0. */
    Draft<Transaction> settle(Fields fields) {
        Field<Amount> amount = fields.amount("amount").check(value -> !value.isNegative(), "must not be below 0");
        Supplier<Command.Spent> spent = UsageFields.spent(fields, amount);
        Field<String> description = Words.text(fields, "description");
        return (account, hold, request) -> new Command.SettleHold(
                account, request, hold, spent.get(), asking.words(description.optional(), Optional.empty(), Map.of()));
    }

    Draft<Transaction> release(Fields fields) {
        Field<String> reason = Words.text(fields, "reason");
        return (account, hold, request) -> new Command.ReleaseHold(
                account,
                request,
                hold,
                ReasonCode.RELEASED,
                asking.words(Optional.empty(), reason.optional(), Map.of()));
    }

    Draft<Transaction> charge(Fields fields) {
        Supplier<Command.Spent> spent = UsageFields.spent(fields, fields.positiveAmount("amount"));
        Field<String> feature = Words.feature(fields, "feature");
        Supplier<@Nullable Text> words = described(fields);
        return (account, object, request) -> new Command.Charge(
                account, request, spent.get(), feature.optional().orElse(null), words.get());
    }

    /** {@code description} and {@code metadata}. */
    Supplier<@Nullable Text> described(Fields fields) {
        Field<String> description = Words.text(fields, "description");
        Field<Map<String, String>> metadata = fields.metadata("metadata");
        return () -> asking.words(description.optional(), Optional.empty(), metadata.or(Map.of()));
    }

    Draft<Grant> grant(Fields fields) {
        Field<Amount> amount = fields.positiveAmount("amount").required();
        Field<GrantKind> kind = fields.choice("kind", List.of(GrantKind.values()), GrantKind::code)
                .required();
        Field<Amount> paid = fields.amount("paid").check(value -> !value.isNegative(), "must not be below 0");
        Field<Instant> expiresAt = fields.time("expires_at");
        if (kind.isRight() && kind.value() != GrantKind.PAID && paid.isSent()) {
            paid.noteWrong("is only for `kind` paid");
        }
        if (kind.isRight() && !kind.value().mayExpire() && expiresAt.isSent()) {
            expiresAt.noteWrong("is only for `kind` promo or goodwill");
        }
        Field<Instant> createdAt = fields.time("created_at");
        Field<String> source =
                fields.string("source", LONGEST_SOURCE).check(from -> !from.isBlank(), "must not be empty");
        Field<String> reason = Words.reason(fields).required();
        Field<Map<String, String>> metadata = fields.metadata("metadata");
        return (account, object, request) -> {
            Amount free = kind.value() == GrantKind.PAID ? amount.value() : Amount.ZERO;
            return new Command.GiveCredit(
                    account,
                    source.optional().map(from -> from(request, from)).orElse(request),
                    amount.value(),
                    kind.value(),
                    paid.or(free),
                    expiresAt.optional().orElse(null),
                    past(createdAt.optional()),
                    asking.words(Optional.empty(), reason.optional(), metadata.or(Map.of())));
        };
    }

    private static Request from(Request request, String source) {
        return new Request(request.key(), request.fingerprint(), request.actor(), source);
    }

    private @Nullable Instant past(Optional<Instant> createdAt) {
        if (createdAt.isPresent() && createdAt.get().isAfter(asking.now())) {
            throw new Refused(Problem.invalidField("created_at", "must not be in the future"));
        }
        return createdAt.orElse(null);
    }

    Draft<Grant> voided(Fields fields) {
        Field<String> reason = Words.reason(fields).required();
        return (account, grant, request) -> new Command.VoidGrant(
                account, request, grant, asking.words(Optional.empty(), reason.optional(), Map.of()));
    }

    Draft<Transaction> reverse(Fields fields) {
        Field<Amount> amount = fields.positiveAmount("amount");
        Field<String> reason = Words.reason(fields).required();
        return (account, charge, request) -> new Command.Reverse(
                account,
                request,
                charge,
                amount.optional().orElse(null),
                asking.words(Optional.empty(), reason.optional(), Map.of()));
    }
}

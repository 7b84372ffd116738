package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.Quote;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import dev.florin.server.web.http.TextWithin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a call would cost, before it is made. Moves nothing. Thread-safe. */
final class QuoteRoutes {
    /** What is text, or text in a shape. An image or a sound has more tokens than its address has letters. */
    private static final Set<String> TEXT_TYPES = Set.of(
            "text",
            "input_text",
            "output_text",
            "refusal",
            "message",
            "function",
            "function_call",
            "function_call_output",
            "tool_use",
            "tool_result");

    private final Asking asking;
    private final Prices prices;
    private final Accounts accounts;
    private final GatewayKeys keys;
    private final History history;

    QuoteRoutes(Asking asking, Prices prices, Accounts accounts, GatewayKeys keys, History history) {
        this.asking = asking;
        this.prices = prices;
        this.accounts = accounts;
        this.keys = keys;
        this.history = history;
    }

    void addTo(Routes routes) {
        routes.post("/v1/quotes", Access.toAlsoOwnAccount(Scope.SPEND), KeyRule.IGNORED, this::quote);
    }

    /** What is asked about. */
    private record Asked(
            Field<String> account,
            Field<Model> model,
            Field<TextWithin> messages,
            Field<TextWithin> input,
            Field<Long> inputTokens,
            Field<Long> maxOutputTokens,
            Field<String> feature) {
        private static Asked read(Fields body) {
            Asked asked = new Asked(
                    Words.accountId(body, "account"),
                    Words.model(body, "model").required(),
                    text(body.textOfObjects("messages")),
                    text(body.textOrTexts("input")),
                    UsageFields.tokens(body, "input_tokens"),
                    UsageFields.tokens(body, "max_output_tokens"),
                    Words.feature(body, "feature"));
            if (asked.messages.isSent() && asked.input.isSent()) {
                asked.input.noteWrong("cannot be combined with `messages`");
            } else if (asked.inputTokens.isSent() && (asked.messages.isSent() || asked.input.isSent())) {
                asked.inputTokens.noteWrong("cannot be combined with `messages` or `input`");
            }
            return asked;
        }

        private static Field<TextWithin> text(Field<TextWithin> within) {
            return within.check(
                    text -> TEXT_TYPES.containsAll(text.types()),
                    "has parts that are no text; count them and send `input_tokens`");
        }

        /** Exact where it was stated, else never less than it can be; a call beyond the context is refused by its provider. */
        private long inputTokens(Price price) {
            Optional<TextWithin> text = messages.optional().or(input::optional);
            return text.map(within -> Math.min(TokenBound.of(within), price.contextTokens()))
                    .orElseGet(() -> inputTokens.or(0L));
        }
    }

    private Answer quote(Request request) {
        Asked asked = Asked.read(request.body());
        Admission admission = request.admit();
        Optional<Accounts.Standing> standing =
                accountId(admission.caller(), asked).map(id -> asking.upToDate(admission.caller(), id));
        Model model = asked.model.value();
        Optional<GatewayKeys.Kept> key = key(admission.caller());
        refuseUnlessAllowed(key, model, asked.feature.optional().orElse(null));
        Price price = prices.standing()
                .inForce(model)
                .orElseThrow(() -> new Refused(Refusals.unpriced(new Refusal.ModelNotPriced(model, null))));
        long input = asked.inputTokens(price);
        long output = asked.maxOutputTokens.or(price.maxOutputTokens());
        refuseUnlessTaken(price, input, output);
        OptionalLong usual = standing.isEmpty()
                ? OptionalLong.empty()
                : history.usualOutputTokens(
                        standing.get().account().number(),
                        model,
                        asked.feature.optional().orElse(null));
        Quote quote = Quote.of(price, input, output, usual);
        return Answer.ok(out -> {
            out.object()
                    .text("object", "quote")
                    .text("model", model.name())
                    .amount("low", quote.low())
                    .amount("expected", quote.expected())
                    .amount("most", quote.most())
                    .text("currency", AccountShape.CURRENCY)
                    .count("input_tokens", input)
                    .count("max_output_tokens", output)
                    .count("price_version", price.version());
            writeAffordable(out, price, input, output, standing.orElse(null), key);
            out.end();
        });
    }

    private static Optional<String> accountId(Caller caller, Asked asked) {
        return asked.account
                .optional()
                .or(() -> caller instanceof Caller.AccountKey key ? Optional.of(key.account()) : Optional.empty());
    }

    private static void refuseUnlessTaken(Price price, long input, long output) {
        if (input > price.contextTokens()) {
            throw new Refused(
                    Problem.invalidField("input_tokens", "is more than the model's " + price.contextTokens()));
        }
        if (output > price.maxOutputTokens()) {
            throw new Refused(
                    Problem.invalidField("max_output_tokens", "is more than the model's " + price.maxOutputTokens()));
        }
        Optional<TokenClass> unpriced = price.unpriced(input, output);
        if (unpriced.isPresent()) {
            throw new Refused(Refusals.unpriced(
                    new Refusal.ModelNotPriced(price.model(), unpriced.get().code())));
        }
    }

    private void writeAffordable(
            JsonOut out,
            Price price,
            long input,
            long output,
            Accounts.@Nullable Standing standing,
            Optional<GatewayKeys.Kept> key) {
        if (standing == null) {
            out.nothing("available").nothing("affordable").nothing("affordable_output_tokens");
            return;
        }
        Amount available = standing.account().available();
        Amount pays = pays(standing, key);
        long tokens = price.affordableOutputTokens(input, output, pays);
        boolean affordable = !standing.account().owed().isPositive()
                && !price.most(input, output).isMoreThan(pays);
        out.amount("available", available)
                .flag("affordable", affordable)
                .count("affordable_output_tokens", Math.max(0, tokens));
    }

    private Optional<GatewayKeys.Kept> key(Caller caller) {
        return caller instanceof Caller.AccountKey key
                ? asking.ids()
                        .read(ObjectIds.Kind.GATEWAY_KEY, key.id())
                        .flatMap(found -> keys.find(found.account(), found.number()))
                : Optional.empty();
    }

    private static void refuseUnlessAllowed(Optional<GatewayKeys.Kept> kept, Model model, @Nullable String feature) {
        if (kept.isEmpty()) {
            return;
        }
        GatewayKey key = kept.get().key();
        if (!key.allowsModel(model.name())) {
            throw new Refused(Refusals.notAllowed(new Refusal.KeyNotAllowed("model", model.name())));
        }
        if (!key.allowsFeature(feature)) {
            throw new Refused(Refusals.notAllowed(new Refusal.KeyNotAllowed("feature", feature)));
        }
    }

    /** The most that a hold placed now, by that key, could set aside. */
    private Amount pays(Accounts.Standing standing, Optional<GatewayKeys.Kept> key) {
        Account account = standing.account();
        Amount pays = account.available();
        if (account.limits().any()) {
            pays = left(pays, account.limits(), accounts.limitUses(account.number()), standing);
        }
        if (key.isPresent() && key.get().key().limits().any()) {
            GatewayKey found = key.get().key();
            pays = left(pays, found.limits(), keys.uses(account.number(), found.number()), standing);
        }
        return pays;
    }

    private static Amount left(Amount most, SpendingLimits limits, List<LimitUse> uses, Accounts.Standing standing) {
        Amount left = most;
        for (Period period : Period.values()) {
            Amount limit = limits.of(period);
            if (limit != null) {
                Instant start = period.start(standing.now(), standing.account().zone());
                LimitUse use = uses.stream()
                        .filter(each -> each.period() == period && each.start().equals(start))
                        .findFirst()
                        .orElseGet(() -> LimitUse.none(0, period, start));
                left = left.min(limit.minus(use.used()).minus(use.held()).orZero());
            }
        }
        return left;
    }
}

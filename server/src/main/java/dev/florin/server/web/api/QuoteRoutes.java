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
import dev.florin.server.gateway.calls.CallPlanner;
import dev.florin.server.gateway.calls.CallSize;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Reading;
import dev.florin.server.gateway.wire.RequestReader;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.BodyRule;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a call would cost, before it is made. Moves nothing. Thread-safe. */
final class QuoteRoutes {
    private final Asking asking;
    private final Prices prices;
    private final Accounts accounts;
    private final GatewayKeys keys;
    private final History history;
    private final Supplier<CallPlanner> planner;

    QuoteRoutes(
            Asking asking,
            Prices prices,
            Accounts accounts,
            GatewayKeys keys,
            History history,
            Supplier<CallPlanner> planner) {
        this.asking = asking;
        this.prices = prices;
        this.accounts = accounts;
        this.keys = keys;
        this.history = history;
        this.planner = planner;
    }

    void addTo(Routes routes) {
        routes.post("/v1/quotes", Access.toAlsoOwnAccount(Scope.SPEND), KeyRule.IGNORED, BodyRule.QUOTE, this::quote);
    }

    /**
     * What is asked about.
     *
     * @param call the body as a call; absent where it states a count of tokens instead
     */
    private record Asked(
            Field<String> account,
            Field<Model> model,
            Field<Long> inputTokens,
            Field<Long> maxOutputTokens,
            Field<String> feature,
            @Nullable CallRequest call) {
        private static Asked read(Request request) {
            Fields body = request.body();
            List<String> names = body.names();
            boolean isCall = names.contains("messages") || names.contains("input");
            Asked asked = new Asked(
                    Words.accountId(body, "account"),
                    Words.model(body, "model").required(),
                    UsageFields.tokens(body, "input_tokens"),
                    UsageFields.tokens(body, "max_output_tokens"),
                    Words.feature(body, "feature"),
                    isCall ? call(request) : null);
            if (!isCall) {
                request.noteUnread();
            } else if (names.contains("messages") && names.contains("input")) {
                asked.model.noteWrong("is asked with `messages` and `input`: one of them is the call");
            } else if (asked.inputTokens.isSent()) {
                asked.inputTokens.noteWrong("cannot be combined with `messages` or `input`");
            }
            return asked;
        }

        /** What no call of the gateway may ask is not quoted either. */
        private static CallRequest call(Request request) {
            return switch (RequestReader.read(request.raw())) {
                case Reading.Accepted(CallRequest accepted) -> accepted;
                case Reading.Rejected rejected -> throw refused(rejected);
            };
        }

        private OptionalLong namedLimit() {
            return maxOutputTokens.isSent() ? OptionalLong.of(maxOutputTokens.value()) : OptionalLong.empty();
        }
    }

    private static Refused refused(Reading.Rejected rejected) {
        return new Refused(
                Problem.invalidField(rejected.member().isEmpty() ? "body" : rejected.member(), rejected.message()));
    }

    /**
     * How much is asked about.
     *
     * @param output the limit of each choice
     * @param choices that are written
     */
    private record Size(long input, long output, int choices, Quote quote) {}

    private Size size(Asked asked, Price price, OptionalLong usual) {
        CallRequest call = asked.call;
        if (call == null) {
            long input = asked.inputTokens.or(0L);
            long output = asked.maxOutputTokens.or(price.maxOutputTokens());
            refuseUnlessTaken(price, input, output);
            return new Size(input, output, 1, Quote.of(price, input, output, usual));
        }
        return switch (planner.get().size(call, asked.namedLimit(), price)) {
            case CallPlanner.Sized.Unspeakable(Reading.Rejected why) -> throw refused(why);
            case CallPlanner.Sized.Known(CallRequest sent, CallSize size) -> {
                size.refusal().ifPresent(QuoteRoutes::refuse);
                yield new Size(
                        size.heldInput(),
                        size.wanted(),
                        size.hasSeveralChoices() ? call.choices() : 1,
                        size.quote(usual));
            }
        };
    }

    private static void refuse(Refusal refusal) {
        throw new Refused(
                switch (refusal) {
                    case Refusal.ModelNotPriced unpriced -> Refusals.unpriced(unpriced);
                    case Refusal.BeyondModel beyond ->
                        Problem.invalidField(beyond.field(), "is more than the model's " + beyond.most());
                    default -> throw new IllegalStateException("a call is not too large so: " + refusal);
                });
    }

    private Answer quote(Request request) {
        Asked asked = Asked.read(request);
        Admission admission = request.admit();
        Optional<Accounts.Standing> standing =
                accountId(admission.caller(), asked).map(id -> asking.upToDate(admission.caller(), id));
        Model model = asked.model.value();
        Optional<GatewayKeys.Kept> key = key(admission.caller());
        refuseUnlessAllowed(key, model, asked.feature.optional().orElse(null));
        Price price = prices.standing()
                .inForce(model)
                .orElseThrow(() -> new Refused(Refusals.unpriced(new Refusal.ModelNotPriced(model, null))));
        OptionalLong usual = standing.isEmpty()
                ? OptionalLong.empty()
                : history.usualOutputTokens(
                        standing.get().account().number(),
                        model,
                        asked.feature.optional().orElse(null));
        Size size = size(asked, price, usual);
        return Answer.ok(out -> {
            out.object()
                    .text("object", "quote")
                    .text("model", model.name())
                    .amount("low", size.quote.low())
                    .amount("expected", size.quote.expected())
                    .amount("most", size.quote.most())
                    .text("currency", AccountShape.CURRENCY)
                    .count("input_tokens", size.input)
                    .count("max_output_tokens", size.output)
                    .count("price_version", price.version());
            writeAffordable(out, price, size, standing.orElse(null), key);
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
            JsonOut out, Price price, Size size, Accounts.@Nullable Standing standing, Optional<GatewayKeys.Kept> key) {
        if (standing == null) {
            out.nothing("available").nothing("affordable").nothing("affordable_output_tokens");
            return;
        }
        Amount available = standing.account().available();
        Amount pays = pays(standing, key);
        long tokens = price.affordableOutputTokens(size.input, size.output * size.choices, pays) / size.choices;
        boolean affordable =
                !standing.account().owed().isPositive() && !size.quote.most().isMoreThan(pays);
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

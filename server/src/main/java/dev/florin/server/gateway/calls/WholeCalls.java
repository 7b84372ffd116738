package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.gateway.wire.Answer;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Upstream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Calls that are answered in one piece: hold, ask, settle. Thread-safe; a call keeps its thread. */
public final class WholeCalls {
    /** An answer shorter than this is no use to anybody who asked for more. */
    private static final long LEAST_OUTPUT_TOKENS = 256;

    /** Beyond the provider's patience: time to settle in, also while the database is away for a moment. */
    private static final Duration TIME_TO_SETTLE = Duration.ofMinutes(2);

    private final Ledger ledger;
    private final Supplier<PriceList> prices;
    private final InstantSource clock;
    private final Tokens tokens;
    private final Map<String, Provider> providers;
    private final ProviderClient client;
    private final Till till;

    /** @param providers by the name that prices use */
    public WholeCalls(
            Ledger ledger,
            Supplier<PriceList> prices,
            InstantSource clock,
            Tokens tokens,
            Map<String, Provider> providers,
            ProviderClient client) {
        this.ledger = ledger;
        this.prices = prices;
        this.clock = clock;
        this.tokens = tokens;
        this.providers = Map.copyOf(providers);
        this.client = client;
        this.till = new Till(ledger);
    }

    /** A call that can be placed. */
    private record Plan(
            CallRequest request, Payer payer, Price price, Provider provider, String upstreamModel, Count input) {
        private Model model() {
            return price.model();
        }

        private boolean hasOutput() {
            return request.dialect().hasOutput();
        }

        private long wanted() {
            return hasOutput() ? request.askedOutputTokens().orElse(price.maxOutputTokens()) : 0;
        }

        private long leastOutput() {
            return Math.min(wanted(), Math.max(LEAST_OUTPUT_TOKENS, request.leastOutputTokens()));
        }

        /** All choices together; empty where the model does not write. */
        private OptionalLong mostOutput(long limit) {
            return hasOutput() ? OptionalLong.of(Math.multiplyExact(limit, request.choices())) : OptionalLong.empty();
        }
    }

    /** Makes one call. Where the thread is interrupted the provider's work is given up and the customer pays nothing. */
    public CallResult call(CallRequest request, Payer payer) throws InterruptedException {
        Check.argument(!request.streams(), "a stream is not answered in one piece");
        PriceList list = prices.get();
        Model model = new Model(request.model());
        Optional<Price> priced = list.inForce(model, clock.instant(), list.number());
        if (priced.isEmpty()) {
            return new CallResult.NotAdmitted(new Refusal.ModelNotPriced(model, null));
        }
        Price price = priced.get();
        Provider provider = providers.get(price.provider());
        if (provider == null || !provider.speaks(request.dialect())) {
            return new CallResult.NoProvider();
        }
        String upstreamModel = price.upstreamModel() == null ? model.name() : price.upstreamModel();
        Count input = tokens.of(request.input(), provider.name(), upstreamModel);
        Plan plan = new Plan(request, payer, price, provider, upstreamModel, input);
        Optional<Refusal> unpriced = unpriced(plan);
        if (unpriced.isPresent()) {
            return new CallResult.NotAdmitted(unpriced.get());
        }
        return switch (ledger.submit(placing(plan)).join()) {
            case Outcome.Done<Hold>(Hold hold) -> held(plan, hold);
            case Outcome.Refused<Hold>(Refusal why) -> new CallResult.NotAdmitted(why);
            case Outcome.Replayed<Hold> _ -> throw new IllegalStateException("a call without a key was replayed");
        };
    }

    /** What the call may use and nobody has priced. */
    private static Optional<Refusal> unpriced(Plan plan) {
        Price price = plan.price;
        long input = heldInput(plan);
        if (plan.wanted() > price.maxOutputTokens()) {
            return Optional.of(new Refusal.BeyondModel("max_output_tokens", price.maxOutputTokens()));
        }
        Optional<TokenClass> missing = price.unpriced(input, plan.wanted());
        if (missing.isPresent()) {
            return Optional.of(
                    new Refusal.ModelNotPriced(plan.model(), missing.get().code()));
        }
        if (plan.request.input().hasSound()
                && price.perMillion(TokenClass.AUDIO_INPUT, input).isEmpty()) {
            return Optional.of(new Refusal.ModelNotPriced(plan.model(), TokenClass.AUDIO_INPUT.code()));
        }
        if (plan.request.asksSound()
                && price.perMillion(TokenClass.AUDIO_OUTPUT, input).isEmpty()) {
            return Optional.of(new Refusal.ModelNotPriced(plan.model(), TokenClass.AUDIO_OUTPUT.code()));
        }
        return Optional.empty();
    }

    /** A call beyond the context is refused by its provider, so no more than that is ever billed. */
    private static long heldInput(Plan plan) {
        return Math.min(plan.input.most(), plan.price.contextTokens());
    }

    /** Several choices are held in full or not at all: a limit that is lowered for all of them leaves each too short. */
    private static Command.PlaceHold placing(Plan plan) {
        long input = heldInput(plan);
        boolean several = plan.hasOutput() && plan.request.choices() > 1;
        Command.HoldSize size = several
                ? new Command.HoldSize.Named(
                        plan.price.most(input, plan.mostOutput(plan.wanted()).orElseThrow()))
                : new Command.HoldSize.ForCall(plan.model(), input, plan.wanted());
        return new Command.PlaceHold(
                plan.payer.account(),
                Till.newCall(plan.payer),
                size,
                plan.payer.maxCost(),
                plan.hasOutput() && !several ? plan.leastOutput() : null,
                plan.provider.patience().plus(TIME_TO_SETTLE),
                OnExpiry.CAPTURE,
                plan.payer.feature(),
                Collections.emptySortedMap(),
                null);
    }

    private CallResult held(Plan plan, Hold hold) throws InterruptedException {
        boolean ended = false;
        try {
            CallResult result = ask(plan, hold);
            ended = true;
            return result;
        } finally {
            if (!ended) {
                // Whatever went wrong, credit is not left set aside; a hold that has ended stays as it is.
                till.giveUp(plan.payer, hold.number());
            }
        }
    }

    private CallResult ask(Plan plan, Hold hold) throws InterruptedException {
        Hold.ModelCall sized = hold.call();
        long limit = sized == null ? plan.wanted() : sized.maxOutputTokens();
        byte[] body = plan.request.upstreamBody(new Upstream(
                plan.upstreamModel,
                plan.hasOutput() ? OptionalLong.of(limit) : OptionalLong.empty(),
                plan.provider.own(),
                plan.provider.own()));
        return switch (client.ask(plan.provider, plan.request.dialect(), body)) {
            case ProviderClient.Result.Unreached _, ProviderClient.Result.BrokeOff _ -> {
                end(plan, hold, new Verdict.Free(ReasonCode.FAILED), plan.model());
                yield new CallResult.Failed(hold);
            }
            case ProviderClient.Result.Answered answered -> {
                if (!answered.isSuccess()) {
                    end(plan, hold, new Verdict.Free(ReasonCode.FAILED), plan.model());
                    yield new CallResult.Refused(hold, answered);
                }
                yield finished(plan, hold, limit, Answer.read(plan.request, answered.body()));
            }
        };
    }

    private CallResult finished(Plan plan, Hold hold, long limit, Answer answer) throws InterruptedException {
        Count written = tokens.ofText(answer.text(), plan.provider.name(), plan.upstreamModel);
        Verdict verdict = Verdict.finished(answer.said(), answer.usage(), plan.input, plan.mostOutput(limit), written);
        Model served = answer.said()
                .model()
                .filter(name -> Model.isName(name) && !name.equals(plan.upstreamModel))
                .map(Model::new)
                .orElse(plan.model());
        OptionalLong lowered = limit < plan.wanted() ? OptionalLong.of(limit) : OptionalLong.empty();
        return new CallResult.Finished(hold, answer, lowered, end(plan, hold, verdict, served));
    }

    private Optional<Transaction> end(Plan plan, Hold hold, Verdict verdict, Model served) throws InterruptedException {
        return till.end(plan.payer, hold.number(), verdict, served, plan.model());
    }
}

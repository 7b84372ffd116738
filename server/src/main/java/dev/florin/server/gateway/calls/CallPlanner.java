package dev.florin.server.gateway.calls;

import dev.florin.core.ledger.Refusal;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Reading;
import dev.florin.server.gateway.wire.Translation;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what a call would be, before anything is held or sent. Thread-safe. */
final class CallPlanner {
    private final Supplier<PriceList> prices;
    private final InstantSource clock;
    private final Tokens tokens;
    private final Map<String, Provider> providers;

    /** @param providers by the name that prices use */
    CallPlanner(Supplier<PriceList> prices, InstantSource clock, Tokens tokens, Map<String, Provider> providers) {
        this.prices = prices;
        this.clock = clock;
        this.tokens = tokens;
        this.providers = Map.copyOf(providers);
    }

    /** What planning came to. */
    sealed interface Planned {
        record Ready(CallPlan plan) implements Planned {}

        /** It has no price, or nobody who serves it. */
        record Not(CallResult why) implements Planned {}

        /** Its provider speaks the other dialect, which has no word for something that it asks. */
        record Unspeakable(Reading.Rejected why) implements Planned {}
    }

    Planned plan(CallRequest request, Payer payer) {
        PriceList list = prices.get();
        Model model = new Model(request.model());
        Optional<Price> priced = list.inForce(model, clock.instant(), list.number());
        if (priced.isEmpty()) {
            return new Planned.Not(new CallResult.NotAdmitted(new Refusal.ModelNotPriced(model, null)));
        }
        Price price = priced.get();
        Provider provider = provider(price.provider());
        if (provider == null) {
            return new Planned.Not(new CallResult.NoProvider());
        }
        CallRequest sent = request;
        if (!provider.speaks(request.dialect())) {
            switch (Translation.request(request)) {
                case Reading.Rejected rejected -> {
                    return new Planned.Unspeakable(rejected);
                }
                case Reading.Accepted(CallRequest translated) -> sent = translated;
            }
        }
        String upstreamModel = price.upstreamModel() == null ? model.name() : price.upstreamModel();
        Count input = tokens.of(sent.input(), provider.name(), upstreamModel);
        CallPlan plan = new CallPlan(request, sent, payer, price, provider, upstreamModel, input);
        Optional<Refusal> unpriced = unpriced(plan);
        return unpriced.isPresent()
                ? new Planned.Not(new CallResult.NotAdmitted(unpriced.get()))
                : new Planned.Ready(plan);
    }

    private @Nullable Provider provider(String name) {
        Provider named = providers.get(name);
        Provider any = providers.get(GatewaySettings.ANY);
        return named != null || any == null ? named : any.called(name);
    }

    /** What the call may use and nobody has priced. */
    private static Optional<Refusal> unpriced(CallPlan plan) {
        Price price = plan.price();
        long input = plan.heldInput();
        if (plan.wanted() > price.maxOutputTokens()) {
            return Optional.of(new Refusal.BeyondModel("max_output_tokens", price.maxOutputTokens()));
        }
        Optional<TokenClass> missing = price.unpriced(input, plan.wanted());
        if (missing.isPresent()) {
            return Optional.of(
                    new Refusal.ModelNotPriced(plan.model(), missing.get().code()));
        }
        if (plan.request().input().hasSound()
                && price.perMillion(TokenClass.AUDIO_INPUT, input).isEmpty()) {
            return Optional.of(new Refusal.ModelNotPriced(plan.model(), TokenClass.AUDIO_INPUT.code()));
        }
        if (plan.request().asksSound()
                && price.perMillion(TokenClass.AUDIO_OUTPUT, input).isEmpty()) {
            return Optional.of(new Refusal.ModelNotPriced(plan.model(), TokenClass.AUDIO_OUTPUT.code()));
        }
        return Optional.empty();
    }
}

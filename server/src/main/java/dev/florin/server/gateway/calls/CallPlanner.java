package dev.florin.server.gateway.calls;

import dev.florin.core.ledger.Refusal;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Reading;
import dev.florin.server.gateway.wire.Translation;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Says what a call would be, before anything is held or sent. Thread-safe. */
public final class CallPlanner {
    private final PriceSource prices;
    private final InstantSource clock;
    private final Tokens tokens;
    private final Map<String, Provider> providers;

    /** @param providers by the name that prices use */
    public CallPlanner(PriceSource prices, InstantSource clock, Tokens tokens, Map<String, Provider> providers) {
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
    }

    Planned plan(CallRequest request, Payer payer) {
        Model model = new Model(request.model());
        Optional<Price> priced = prices.inForce(model, clock.instant());
        if (priced.isEmpty()) {
            return new Planned.Not(new CallResult.NotAdmitted(new Refusal.ModelNotPriced(model, null)));
        }
        Price price = priced.get();
        Provider provider = provider(price.provider());
        if (provider == null) {
            return new Planned.Not(new CallResult.NoProvider());
        }
        return switch (size(request, OptionalLong.empty(), price)) {
            case Sized.Unspeakable(Reading.Rejected why) -> new Planned.Not(new CallResult.Unspeakable(why));
            case Sized.Known(CallRequest sent, CallSize size) -> {
                CallPlan plan = new CallPlan(request, sent, payer, price, provider, upstreamModel(price), size.input());
                Optional<Refusal> refusal = size.refusal();
                yield refusal.isPresent()
                        ? new Planned.Not(new CallResult.NotAdmitted(refusal.get()))
                        : new Planned.Ready(plan);
            }
        };
    }

    /** What counting a call came to. */
    public sealed interface Sized {
        /** {@code sent} is the request, or its translation where the provider speaks the other dialect. */
        record Known(CallRequest sent, CallSize size) implements Sized {}

        /** Its provider speaks the other dialect, which has no word for something that it asks. */
        record Unspeakable(Reading.Rejected why) implements Sized {}
    }

    /**
     * How large a call may become, as its hold would be sized and so as it is quoted. Where nobody is configured to serve the
     * model, it is counted as it stands.
     *
     * @param named an output limit named beside the body
     */
    public Sized size(CallRequest request, OptionalLong named, Price price) {
        Provider provider = provider(price.provider());
        CallRequest sent = request;
        if (provider != null && !provider.speaks(request.dialect())) {
            switch (Translation.request(request)) {
                case Reading.Rejected rejected -> {
                    return new Sized.Unspeakable(rejected);
                }
                case Reading.Accepted(CallRequest translated) -> sent = translated;
            }
        }
        Count input = tokens.of(sent.input(), price.provider(), upstreamModel(price));
        return new Sized.Known(sent, new CallSize(request, named, price, input, least(sent, price, input)));
    }

    /**
     * What {@code sent} certainly comes to, counted only where that may be more than the context: a call that its provider must
     * refuse is refused here, before anything is held or sent. A mere bound refuses nothing: four of five such calls fit. And a
     * server of one's own may cut what is too long for it.
     */
    private long least(CallRequest sent, Price price, Count input) {
        Provider provider = provider(price.provider());
        boolean mayCut = provider != null && provider.own();
        return mayCut || input.most() <= price.contextTokens()
                ? 0
                : tokens.least(sent.input(), price.provider(), upstreamModel(price));
    }

    private static String upstreamModel(Price price) {
        return price.upstreamModel() == null ? price.model().name() : price.upstreamModel();
    }

    private @Nullable Provider provider(String name) {
        Provider named = providers.get(name);
        Provider any = providers.get(GatewaySettings.ANY);
        return named != null || any == null ? named : any.called(name);
    }
}

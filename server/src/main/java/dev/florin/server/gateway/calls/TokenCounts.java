package dev.florin.server.gateway.calls;

import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.CountAnswer;
import dev.florin.server.gateway.wire.Dialect;
import dev.florin.server.gateway.wire.Upstream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long the input of a message is; costs nothing. A provider that counts itself is asked, since its own tokens are no secret
 * to it; where it does not answer, and for everybody else, our own count is told. Thread-safe.
 */
public final class TokenCounts {
    private final PriceSource prices;
    private final InstantSource clock;
    private final Tokens tokens;
    private final Map<String, Provider> providers;
    private final Upstreams upstreams;

    /** @param providers by the name that prices use */
    public TokenCounts(
            PriceSource prices,
            InstantSource clock,
            Tokens tokens,
            Map<String, Provider> providers,
            Upstreams upstreams) {
        this.prices = prices;
        this.clock = clock;
        this.tokens = tokens;
        this.providers = Map.copyOf(providers);
        this.upstreams = upstreams;
    }

    /** Tokens of the whole input; empty where the model has no price. */
    public OptionalLong of(CallRequest request) throws InterruptedException {
        Optional<Price> price = prices.inForce(new Model(request.model()), clock.instant());
        if (price.isEmpty()) {
            return OptionalLong.empty();
        }
        String upstream = upstream(request, price.get());
        OptionalLong told = asked(request, price.get().provider(), upstream);
        return told.isPresent()
                ? told
                : OptionalLong.of(tokens.of(request.input(), price.get().provider(), upstream)
                        .likely());
    }

    /** Our own count, without asking anybody; empty where the model has no price. */
    public OptionalLong own(CallRequest request) {
        return prices.inForce(new Model(request.model()), clock.instant()).stream()
                .mapToLong(price -> tokens.of(request.input(), price.provider(), upstream(request, price))
                        .likely())
                .findFirst();
    }

    private static String upstream(CallRequest request, Price price) {
        String upstream = price.upstreamModel();
        return upstream == null ? request.model() : upstream;
    }

    private OptionalLong asked(CallRequest request, String name, String upstream) throws InterruptedException {
        Provider provider = providers.get(name);
        if (provider == null || !provider.anthropic()) {
            return OptionalLong.empty();
        }
        byte[] body =
                request.upstreamBody(new Upstream(upstream, OptionalLong.empty(), provider.own(), provider.own()));
        Optional<Course> way = upstreams.course(provider);
        if (way.isEmpty()) {
            return OptionalLong.empty();
        }
        try (Course course = way.get()) {
            Duration patience = provider.patience().whole();
            return course.ask(Dialect.ANTHROPIC_COUNT, body, patience, Presence.STAYS, StillWaiting.NOTHING)
                                    instanceof ProviderClient.Result.Answered answered
                            && answered.isSuccess()
                    ? CountAnswer.read(answered.body())
                    : OptionalLong.empty();
        }
    }
}

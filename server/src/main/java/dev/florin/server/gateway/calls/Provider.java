package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import dev.florin.server.gateway.wire.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who runs models. All its endpoints serve the same models under the same names.
 *
 * @param name as prices name it
 * @param anthropic whether it speaks Anthropic's dialect instead of OpenAI's
 * @param own whether it is the operator's own server, which may be sent members that nobody here has heard of
 * @param endpoints in the order in which they are asked
 */
public record Provider(String name, boolean anthropic, boolean own, List<Endpoint> endpoints) {
    /** More would only be tried after a minute of failures: a call makes three tries. */
    public static final int MOST_ENDPOINTS = 8;

    public Provider {
        endpoints = List.copyOf(endpoints);
        Check.argument(
                !endpoints.isEmpty() && endpoints.size() <= MOST_ENDPOINTS, "a provider has one to eight endpoints");
    }

    /** One with a single endpoint. */
    public Provider(String name, URI base, @Nullable String key, boolean anthropic, boolean own, Patience patience) {
        this(name, anthropic, own, List.of(new Endpoint(name, base, key, patience, Endpoint.USUAL_AT_ONCE)));
    }

    /** The same, which may take as long for each thing. */
    public Provider(String name, URI base, @Nullable String key, boolean anthropic, boolean own, Duration patience) {
        this(name, base, key, anthropic, own, Patience.of(patience));
    }

    /** The same one, serving the models of {@code other}. */
    Provider called(String other) {
        return new Provider(other, anthropic, own, endpoints);
    }

    /** The same one, which can be reached at {@code other}, too. */
    public Provider orElse(Endpoint other) {
        List<Endpoint> all = new ArrayList<>(endpoints);
        all.add(other.numbered(name, all.size() + 1));
        return new Provider(name, anthropic, own, all);
    }

    /** Whether calls of that dialect can be sent as they are. */
    boolean speaks(Dialect dialect) {
        return anthropic == dialect.isAnthropic();
    }

    /** How long a call of it may take, however often it is tried. */
    Patience patience() {
        return endpoints.stream()
                .map(Endpoint::patience)
                .reduce(Patience::orLonger)
                .orElseThrow();
    }

    /** Without keys: this may be logged. */
    @Override
    public String toString() {
        return name + " at " + endpoints;
    }
}

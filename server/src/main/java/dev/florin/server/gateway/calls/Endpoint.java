package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import dev.florin.server.gateway.wire.Dialect;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is reached. Each has a key of its own, which goes nowhere else.
 *
 * @param name by which metrics tell it from others: its provider's, and a number
 * @param base what every path is put after, such as {@code https://api.openai.com/v1}
 * @param key of the operator; absent where the server asks for none
 * @param atOnce calls that it is asked at the same time, and no more
 */
public record Endpoint(String name, URI base, @Nullable String key, Patience patience, int atOnce) {
    /** A server's connections of customers, nearly all of them: only what stands still for long comes to as many. */
    public static final int USUAL_AT_ONCE = 4_000;

    /** More than one process can have open. */
    public static final int MOST_AT_ONCE = 10_000;

    private static final Set<String> SCHEMES = Set.of("http", "https");

    public Endpoint {
        Check.argument(base.getScheme() != null && SCHEMES.contains(base.getScheme()), "a base URL begins with https");
        Check.argument(base.getHost() != null, "a base URL names a host");
        Check.argument(
                base.getUserInfo() == null && base.getQuery() == null && base.getFragment() == null,
                "a base URL is a scheme, a host and a path");
        Check.argument(atOnce > 0 && atOnce <= MOST_AT_ONCE, "at least one call is made at once");
    }

    /** The same, as the one of that number. */
    Endpoint numbered(String provider, int number) {
        return new Endpoint(provider + "#" + number, base, key, patience, atOnce);
    }

    /** The path is one of ours and never holds anything that a caller wrote. */
    URI uri(Dialect dialect) {
        String path = switch (dialect) {
            case OPENAI_CHAT -> "/chat/completions";
            case OPENAI_RESPONSES -> "/responses";
            case OPENAI_EMBEDDINGS -> "/embeddings";
            case ANTHROPIC_MESSAGES -> "/messages";
            case ANTHROPIC_COUNT -> "/messages/count_tokens";
        };
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    /** Without the key: this may be logged. */
    @Override
    public String toString() {
        return base.toString();
    }
}

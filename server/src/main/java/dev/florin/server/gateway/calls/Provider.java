package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import dev.florin.server.gateway.wire.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who runs models.
 *
 * @param name as prices name it
 * @param base what every path is put after, such as {@code https://api.openai.com/v1}
 * @param key of the operator; absent where the server asks for none
 * @param anthropic whether it speaks Anthropic's dialect instead of OpenAI's
 * @param own whether it is the operator's own server, which may be sent members that nobody here has heard of
 */
public record Provider(String name, URI base, @Nullable String key, boolean anthropic, boolean own, Patience patience) {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    public Provider {
        Check.argument(base.getScheme() != null && SCHEMES.contains(base.getScheme()), "a base URL begins with https");
        Check.argument(base.getHost() != null, "a base URL names a host");
        Check.argument(
                base.getUserInfo() == null && base.getQuery() == null && base.getFragment() == null,
                "a base URL is a scheme, a host and a path");
    }

    /** One that may take as long for each thing. */
    public Provider(String name, URI base, @Nullable String key, boolean anthropic, boolean own, Duration patience) {
        this(name, base, key, anthropic, own, Patience.of(patience));
    }

    /** The same one, serving the models of {@code other}. */
    Provider called(String other) {
        return new Provider(other, base, key, anthropic, own, patience);
    }

    /** Whether calls of that dialect can be sent as they are. */
    boolean speaks(Dialect dialect) {
        return anthropic == dialect.isAnthropic();
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
        return name + " at " + base;
    }
}

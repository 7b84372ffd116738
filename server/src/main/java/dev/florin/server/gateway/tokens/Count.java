package dev.florin.server.gateway.tokens;

import dev.florin.core.check.Check;

/**
 * How many tokens something comes to.
 *
 * @param most never less than the provider counts: what is held
 * @param likely what is charged where the provider does not say; at most {@code most}
 */
public record Count(long most, long likely) {
    public static final Count ZERO = new Count(0, 0);

    public Count {
        Check.argument(likely >= 0 && likely <= most, "a count goes from likely to most");
    }

    public Count plus(Count other) {
        return new Count(most + other.most, likely + other.likely);
    }
}

package dev.florin.server.gateway.calls;

import dev.florin.core.money.Amount;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How providers of models are reached.
 *
 * @param providers by the name that prices use; {@link #ANY} stands for every name that has none of its own
 * @param mostCarried where the operator carries that much of an account's calls in a day, no more are admitted
 * @param connectWithin how long it may take until a provider answers the phone
 */
public record GatewaySettings(Map<String, Provider> providers, Duration connectWithin, Amount mostCarried) {
    /** The name of the provider that serves the models of all others. */
    public static final String ANY = "*";

    public GatewaySettings {
        providers = Map.copyOf(providers);
    }

    /** The same, and {@code more} for the names that have nobody yet. */
    public GatewaySettings orElse(Map<String, Provider> more, Duration otherConnectWithin) {
        Map<String, Provider> all = new HashMap<>(more);
        all.putAll(providers);
        return new GatewaySettings(all, otherConnectWithin, mostCarried);
    }
}

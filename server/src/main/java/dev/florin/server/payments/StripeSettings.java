package dev.florin.server.payments;

import dev.florin.core.check.Check;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Stripe is reached, and how it reaches us.
 *
 * @param key secret or restricted; never written anywhere
 * @param base where a stand-in listens; absent = Stripe itself
 * @param webhookSecrets each may have signed an event: two while one is replaced by the other
 * @param publicUrl where customers' browsers find us, without a slash at the end
 * @param crashAt the point of a {@link Trail} at which the process ends as if it was killed: for tests of what comes after
 */
public record StripeSettings(
        String key, @Nullable URI base, List<String> webhookSecrets, String publicUrl, @Nullable String crashAt) {
    private static final List<String> LIVE = List.of("sk_live_", "rk_live_");

    public StripeSettings(String key, @Nullable URI base, List<String> webhookSecrets, String publicUrl) {
        this(key, base, webhookSecrets, publicUrl, null);
    }

    public StripeSettings {
        webhookSecrets = List.copyOf(webhookSecrets);
        Check.argument(!key.isBlank(), "the key for Stripe is empty");
        Check.argument(webhookSecrets.stream().noneMatch(String::isBlank), "a webhook secret is empty");
        Check.argument(base == null || !isLive(key), "a live key never meets a stand-in");
        Check.argument(crashAt == null || base != null, "only with a stand-in a process ends on purpose");
    }

    /** Whether real money moves. */
    public boolean live() {
        return isLive(key);
    }

    public static boolean isLive(String key) {
        return LIVE.stream().anyMatch(key::startsWith);
    }

    @Override
    public String toString() {
        return "StripeSettings[" + (live() ? "live" : "test") + ", " + (base == null ? "stripe.com" : base) + "]";
    }
}

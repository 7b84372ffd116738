package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.http.Exchange;
import dev.florin.sandbox.stripe.objects.ApiVersion;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Who calls, and in which version: the checks that come before everything else. */
final class Caller {
    private Caller() {}

    static void check(Exchange exchange) {
        String key = key(exchange.header("Authorization").orElse(""));
        if (key.isEmpty()) {
            throw StripeError.unauthorized("You did not provide an API key. You need to provide your API key in the"
                    + " Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').");
        }
        if (!key.startsWith("sk_test_") && !key.startsWith("rk_test_")) {
            throw StripeError.unauthorized("Invalid API Key provided: " + hidden(key)
                    + ". This is a stand-in: it takes any key that begins with sk_test_.");
        }
        version(exchange);
    }

    /**
     * Stripe's own libraries always name the version they were written for; one that does not has lost it on the way. A
     * plain caller (curl, a test in another language) may leave it out: an account has a version of its own for those.
     */
    private static void version(Exchange exchange) {
        Optional<String> version = exchange.header("Stripe-Version");
        if (version.isEmpty() && isLibrary(exchange)) {
            throw StripeError.invalid("This stand-in expects Stripe's libraries to send the header Stripe-Version: "
                    + ApiVersion.PINNED + ".");
        }
        if (version.isPresent() && !version.get().equals(ApiVersion.PINNED)) {
            throw StripeError.invalid("Invalid Stripe API version: " + version.get() + ". This stand-in speaks "
                    + ApiVersion.PINNED + " only.");
        }
    }

    private static boolean isLibrary(Exchange exchange) {
        return exchange.header("X-Stripe-Client-User-Agent").isPresent()
                || exchange.header("User-Agent").orElse("").startsWith("Stripe/v1 ");
    }

    private static String key(String authorization) {
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return "";
        }
        try {
            byte[] plain = Base64.getDecoder().decode(authorization.substring(6).strip());
            return new String(plain, StandardCharsets.UTF_8).split(":", 2)[0];
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String hidden(String key) {
        int shown = Math.min(key.length(), "sk_live_".length());
        return key.substring(0, shown) + "*".repeat(8);
    }
}

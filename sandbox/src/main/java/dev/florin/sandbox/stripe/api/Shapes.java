package dev.florin.sandbox.stripe.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which parameters each call takes. Derived from the type declarations of the npm package stripe 22.4.0 (MIT).
 *
 * <p>A name with ! is required. {@code "-"} is a parameter that Stripe has and this stand-in does not model: it is
 * refused, because a lenient yes would hide a mistake.
 */
final class Shapes {
    private static final JsonNode ALL = load();

    private Shapes() {}

    private static JsonNode load() {
        String name = "/dev/florin/sandbox/stripe/parameters.json";
        try (InputStream in = Objects.requireNonNull(Shapes.class.getResourceAsStream(name), name)) {
            return JsonMapper.builder().build().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode of(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }
}

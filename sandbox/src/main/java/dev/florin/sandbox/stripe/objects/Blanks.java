package dev.florin.sandbox.stripe.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects as they are before anything is filled in: every field that Stripe's pinned version always sends, absent
 * values as null. Derived from the type declarations of the npm package stripe 22.4.0 (MIT).
 */
public final class Blanks {
    private static final JsonNode ALL = load();

    private Blanks() {}

    private static JsonNode load() {
        String name = "/dev/florin/sandbox/stripe/objects.json";
        try (InputStream in = Objects.requireNonNull(Blanks.class.getResourceAsStream(name), name)) {
            return JsonMapper.builder().build().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A fresh tree to fill in, by the value of its field {@code object}. */
    public static ObjectNode of(String object) {
        JsonNode blank = ALL.get(object);
        return (ObjectNode) Objects.requireNonNull(blank, object).deepCopy();
    }
}

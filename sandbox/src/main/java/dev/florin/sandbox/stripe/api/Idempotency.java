package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What calls with an {@code Idempotency-Key} answered: the first answer is kept a day by the virtual clock and given
 * again, declines and breakdowns included. What never began to execute (a wrong parameter, a conflict) is not kept.
 */
final class Idempotency {
    /** Stripe promises at least this long. */
    private static final Duration KEPT = Duration.ofHours(24);

    /** Stripe's limit. */
    private static final int KEY_CHARACTERS = 255;

    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /** An answer that was given before. */
    record Kept(int status, String body, String requestId) {}

    /** Takes the key for one execution; a second call meanwhile is refused. */
    void begin(String key) {
        if (key.length() > KEY_CHARACTERS) {
            throw StripeError.invalid("Idempotency keys have at most " + KEY_CHARACTERS + " characters.");
        }
        if (!underWay.add(key)) {
            throw StripeError.idempotency(
                    409,
                    "idempotency_key_in_use",
                    "There is currently another in-progress request using this Idempotent Key (that probably means you"
                            + " submitted twice, and the other request is still going through): " + key
                            + ". Please try again later.");
        }
    }

    void end(String key) {
        underWay.remove(key);
    }

    /** What the key answered before; throws where it was used for something else. */
    Optional<Kept> kept(Turn turn, String key, String method, String path, ObjectNode parameters) {
        return turn.find(Kinds.IDEMPOTENCY, key)
                .filter(kept -> fresh(turn, kept))
                .map(found -> {
                    if (!found.path("path").asString().equals(method + " " + path)) {
                        throw StripeError.idempotency(
                                400,
                                null,
                                "Keys for idempotent requests can only be used for the same endpoint they were first used for"
                                        + " ('" + path + "' vs '"
                                        + found.path("path").asString()
                                        + "'). Try using a key other than '" + key
                                        + "' if you meant to execute a different request.");
                    }
                    if (!found.path("parameters").asString().equals(digest(parameters))) {
                        throw StripeError.idempotency(
                                400,
                                null,
                                "Keys for idempotent requests can only be used with the same parameters they were first used"
                                        + " with. Try using a key other than '" + key
                                        + "' if you meant to execute a different request.");
                    }
                    return new Kept(
                            found.path("status").asInt(),
                            found.path("body").asString(),
                            found.path("request").asString());
                });
    }

    void keep(Turn turn, String key, String method, String path, ObjectNode parameters, Kept answer) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.put("path", method + " " + path).put("parameters", digest(parameters));
        kept.put("status", answer.status()).put("body", answer.body()).put("request", answer.requestId());
        kept.put("until", turn.now().plus(KEPT).toString());
        turn.remove(Kinds.IDEMPOTENCY, key);
        turn.put(Kinds.IDEMPOTENCY, key, kept);
        // Forgetting keeps pace with remembering: two go for each that comes.
        for (int i = 0; i < 2; i++) {
            turn.oldest(Kinds.IDEMPOTENCY)
                    .filter(oldest -> !fresh(turn, turn.read(Kinds.IDEMPOTENCY, oldest)))
                    .ifPresent(oldest -> turn.remove(Kinds.IDEMPOTENCY, oldest));
        }
    }

    private static boolean fresh(Turn turn, ObjectNode kept) {
        return Instant.parse(kept.path("until").asString()).isAfter(turn.now());
    }

    private static String digest(ObjectNode parameters) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(parameters.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

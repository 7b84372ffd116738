package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The last calls of the API, for whoever asks what really came in. */
final class CallLog {
    /** As many as the control promises. */
    private static final int KEPT = 20_000;

    /** A card's number must not be kept even where somebody sends one to the wrong place. */
    private static final Set<String> SECRET = Set.of("number", "cvc");

    private static final Pattern CARD_NUMBER = Pattern.compile("[0-9][0-9 -]{11,22}[0-9]");
    private static final String MASK = "[not kept]";

    private CallLog() {}

    /** What a call came to: {@code status} is absent where no answer went out. */
    record Entry(
            Asked asked,
            Optional<String> customer,
            @Nullable Integer status,
            boolean executed,
            boolean replayed,
            Optional<ObjectNode> fault) {}

    static void add(Turn turn, Entry entry) {
        long seq = turn.find(Kinds.CALL_COUNT, "calls")
                        .map(count -> count.path("last").asLong())
                        .orElse(0L)
                + 1;
        turn.put(
                Kinds.CALL_COUNT, "calls", JsonNodeFactory.instance.objectNode().put("last", seq));
        Asked asked = entry.asked();
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        call.put("seq", seq).put("at", turn.now().toString());
        call.put("method", asked.method()).put("path", asked.path());
        call.put("customer", entry.customer().orElse(null));
        call.put("idempotency_key", asked.key().orElse(null));
        call.put("stripe_version", asked.version().orElse(null));
        call.set("params", masked(asked.parameters()));
        call.put("status", entry.status()).put("executed", entry.executed()).put("replayed", entry.replayed());
        entry.fault().ifPresent(fault -> {
            ObjectNode shown = call.putObject("fault");
            for (String field : new String[] {"id", "do", "when"}) {
                if (fault.has(field)) {
                    shown.set(field, fault.get(field));
                }
            }
        });
        turn.put(Kinds.CALL, Long.toString(seq), call);
        if (turn.count(Kinds.CALL) > KEPT) {
            turn.oldest(Kinds.CALL).ifPresent(oldest -> turn.remove(Kinds.CALL, oldest));
        }
    }

    private static JsonNode masked(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node.isString() && CARD_NUMBER.matcher(node.asString()).matches()
                    ? JsonNodeFactory.instance.stringNode(MASK)
                    : node;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            copy.set(
                    field.getKey(),
                    SECRET.contains(field.getKey())
                            ? JsonNodeFactory.instance.stringNode(MASK)
                            : masked(field.getValue()));
        }
        return copy;
    }
}

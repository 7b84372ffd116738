package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Replaces ids in an answer by what they stand for, as {@code expand[]} asks. */
public final class Expansion {
    /** Stripe's limit. */
    private static final int DEEPEST = 4;

    private final Map<String, BiFunction<Turn, ObjectNode, JsonNode>> included = new HashMap<>();

    /** A field that an object shows only when asked: {@code line_items} of a checkout session. */
    public void include(String object, String field, BiFunction<Turn, ObjectNode, JsonNode> value) {
        included.put(object + "." + field, value);
    }

    /** Changes {@code answer}, which must be a copy. */
    void expand(Turn turn, ObjectNode answer, List<String> paths) {
        for (String path : paths) {
            List<String> steps = List.of(path.split("\\.", -1));
            if (steps.size() > DEEPEST + (steps.getFirst().equals("data") ? 1 : 0)) {
                throw StripeError.invalid(
                        "You cannot expand more than " + DEEPEST + " levels of a property (" + path + ").");
            }
            expand(turn, answer, steps, path);
        }
    }

    private void expand(Turn turn, JsonNode node, List<String> steps, String path) {
        if (steps.isEmpty()) {
            return;
        }
        if (node instanceof ArrayNode list) {
            list.forEach(element -> expand(turn, element, steps, path));
        } else if (node instanceof ObjectNode object) {
            expand(turn, field(turn, object, steps.getFirst(), path), steps.subList(1, steps.size()), path);
        }
    }

    private JsonNode field(Turn turn, ObjectNode object, String name, String path) {
        BiFunction<Turn, ObjectNode, JsonNode> extra =
                included.get(object.path("object").asString() + "." + name);
        JsonNode value = object.path(name);
        if (extra != null && (value.isMissingNode() || value.isNull())) {
            JsonNode made = extra.apply(turn, object);
            object.set(name, made);
            return made;
        }
        if (value instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, expanded(turn, list.get(i)));
            }
            return list;
        }
        if (value.isMissingNode()) {
            throw StripeError.invalid("This property cannot be expanded (" + path + ").")
                    .about("expand");
        }
        JsonNode found = expanded(turn, value);
        object.set(name, found);
        return found;
    }

    private static JsonNode expanded(Turn turn, JsonNode value) {
        return value.isString()
                ? Kinds.anything(turn, value.asString())
                        .<JsonNode>map(ObjectNode::deepCopy)
                        .orElse(value)
                : value;
    }
}

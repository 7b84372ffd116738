package dev.florin.sandbox.stripe.api;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a call asked for, already checked against its shape. A parameter that was sent empty ({@code name=}) asks to
 * clear something: it {@link #has} been sent and has no value.
 *
 * @param path how errors name this part, empty for the whole
 */
public record Parameters(ObjectNode tree, String path) {
    public static final Parameters NONE = new Parameters(JsonNodeFactory.instance.objectNode(), "");

    public boolean has(String name) {
        return tree.has(name);
    }

    public boolean cleared(String name) {
        return tree.path(name).isString() && tree.path(name).asString().isEmpty();
    }

    public Optional<String> text(String name) {
        return Optional.of(tree.path(name))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .filter(text -> !text.isEmpty());
    }

    public Optional<Long> number(String name) {
        return Optional.of(tree.path(name)).filter(JsonNode::isNumber).map(JsonNode::asLong);
    }

    public boolean flag(String name) {
        return tree.path(name).isBoolean() && tree.path(name).asBoolean();
    }

    public Optional<Boolean> maybeFlag(String name) {
        return Optional.of(tree.path(name)).filter(JsonNode::isBoolean).map(JsonNode::asBoolean);
    }

    public String require(String name) {
        return text(name).orElseThrow(() -> ShapeReader.missing(full(name)));
    }

    public long requireNumber(String name) {
        return number(name).orElseThrow(() -> ShapeReader.missing(full(name)));
    }

    /** The parameters inside another; empty if it was not sent. */
    public Parameters child(String name) {
        return tree.path(name) instanceof ObjectNode inner
                ? new Parameters(inner, full(name))
                : new Parameters(JsonNodeFactory.instance.objectNode(), full(name));
    }

    public List<Parameters> children(String name) {
        JsonNode list = tree.path(name);
        return IntStream.range(0, list.isArray() ? list.size() : 0)
                .mapToObj(i -> new Parameters((ObjectNode) list.get(i), full(name) + "[" + i + "]"))
                .toList();
    }

    public List<String> texts(String name) {
        return tree.path(name).isArray()
                ? tree.path(name).valueStream().map(JsonNode::asString).toList()
                : List.of();
    }

    /** How errors name a parameter of these. */
    public String full(String name) {
        return path.isEmpty() ? name : path + "[" + name + "]";
    }

    /** Merges the metadata that was sent into an object's: an empty value deletes its key, an empty whole all. */
    public void mergeMetadata(ObjectNode object) {
        if (!has("metadata")) {
            return;
        }
        ObjectNode kept = object.path("metadata") instanceof ObjectNode before ? before : object.putObject("metadata");
        if (cleared("metadata")) {
            kept.removeAll();
            return;
        }
        tree.path("metadata").properties().forEach(entry -> {
            if (entry.getValue().asString().isEmpty()) {
                kept.remove(entry.getKey());
            } else {
                kept.set(entry.getKey(), entry.getValue());
            }
        });
    }

    /** Copies fields of the same name: what was sent is set, what was sent empty becomes null, the rest stays. */
    public void copy(ObjectNode into, String... names) {
        for (String name : names) {
            if (cleared(name)) {
                into.putNull(name);
            } else if (has(name)) {
                into.set(name, tree.get(name).deepCopy());
            }
        }
    }
}

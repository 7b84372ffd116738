package dev.florin.sandbox.models.script;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of an object that a test has sent. Each must be known and make sense, so that a typo never passes for a
 * fault that did not strike.
 *
 * @param within what stands before a member's name in a refusal
 */
public record Fields(ObjectNode members, String within) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A body; an empty one has no members. */
    public static Fields of(byte[] body) {
        try {
            JsonNode read = body.length == 0 ? JsonNodeFactory.instance.objectNode() : JSON.readTree(body);
            if (read instanceof ObjectNode object) {
                return new Fields(object, "");
            }
        } catch (JacksonException e) {
            throw NotAnOrder.wrong("the body is not JSON: " + e.getOriginalMessage());
        }
        throw NotAnOrder.wrong("the body is not a JSON object");
    }

    /** Refuses every member that is not among {@code known}. */
    public Fields only(Set<String> known) {
        for (String name : members.propertyNames()) {
            if (!known.contains(name)) {
                throw NotAnOrder.wrong("unknown field: " + within + name);
            }
        }
        return this;
    }

    public boolean has(String name) {
        return members.has(name);
    }

    NotAnOrder wrong(String name, String must) {
        return NotAnOrder.wrong(within + name + " must be " + must + ": " + members.path(name));
    }

    public Optional<String> text(String name) {
        JsonNode value = members.path(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw wrong(name, "a text");
        }
        return Optional.of(value.asString());
    }

    /** A text of at least one character. */
    public Optional<String> word(String name) {
        Optional<String> text = text(name);
        if (text.filter(String::isEmpty).isPresent()) {
            throw wrong(name, "a text of at least one character");
        }
        return text;
    }

    public String need(String name) {
        return word(name).orElseThrow(() -> NotAnOrder.wrong("missing field: " + within + name));
    }

    Optional<String> choice(String name, List<String> values) {
        Optional<String> chosen = text(name);
        if (chosen.filter(value -> !values.contains(value)).isPresent()) {
            throw wrong(name, "one of " + String.join(", ", values));
        }
        return chosen;
    }

    boolean flag(String name) {
        JsonNode value = members.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value.asBoolean(false);
    }

    /** A whole number within bounds, or {@code absent}. */
    int number(String name, int least, int most, int absent) {
        JsonNode value = members.path(name);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < least || value.asInt() > most) {
            throw wrong(name, "a whole number from " + least + " to " + most);
        }
        return value.asInt();
    }

    Optional<Fields> object(String name) {
        JsonNode value = members.path(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (value instanceof ObjectNode object) {
            return Optional.of(new Fields(object, within + name + "."));
        }
        throw wrong(name, "an object");
    }

    /** A list of objects. */
    List<Fields> objects(String name) {
        JsonNode value = members.path(name);
        if (value.isMissingNode()) {
            return List.of();
        }
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isObject)) {
            throw wrong(name, "a list of objects");
        }
        return value.valueStream()
                .map(each -> new Fields((ObjectNode) each, within + name + "[]."))
                .toList();
    }
}

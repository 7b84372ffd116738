package dev.florin.sandbox.stripe.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came with a control's address: a JSON body, or a query. Every field must be known, so that a typo never passes
 * for something that did not happen.
 */
record Order(ObjectNode fields) {
    /** Refuses every field that is not among {@code known}. */
    Order only(Set<String> known) {
        for (String name : fields.propertyNames()) {
            if (!known.contains(name)) {
                throw ControlError.wrong("unknown field: " + name);
            }
        }
        return this;
    }

    boolean has(String name) {
        return fields.has(name);
    }

    Optional<String> text(String name) {
        JsonNode value = fields.path(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString() || value.asString().isEmpty()) {
            throw ControlError.wrong(name + " must be a text: " + value);
        }
        return Optional.of(value.asString());
    }

    String need(String name) {
        return text(name).orElseThrow(() -> ControlError.wrong("missing field: " + name));
    }

    Optional<String> choice(String name, List<String> values) {
        Optional<String> chosen = text(name);
        chosen.filter(value -> !values.contains(value)).ifPresent(value -> {
            throw ControlError.wrong(name + " must be one of " + String.join(", ", values) + ": " + value);
        });
        return chosen;
    }

    String needChoice(String name, List<String> values) {
        return choice(name, values).orElseThrow(() -> ControlError.wrong("missing field: " + name));
    }

    boolean flag(String name) {
        JsonNode value = fields.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw ControlError.wrong(name + " must be true or false: " + value);
        }
        return value.asBoolean(false);
    }

    /** A whole number within bounds. */
    Optional<Long> number(String name, long least, long most) {
        JsonNode value = fields.path(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || value.asLong() < least || value.asLong() > most) {
            throw ControlError.wrong(name + " must be a whole number from " + least + " to " + most + ": " + value);
        }
        return Optional.of(value.asLong());
    }

    static Order ofQuery(Map<String, String> query, ObjectNode empty) {
        query.forEach(empty::put);
        return new Order(empty);
    }
}

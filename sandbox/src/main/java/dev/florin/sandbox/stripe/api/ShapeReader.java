package dev.florin.sandbox.stripe.api;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns a decoded form into typed parameters by a shape, or says what is wrong with it as Stripe does. */
final class ShapeReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String LIST = "[]";

    /** Stripe's limits on metadata. */
    private static final int METADATA_KEYS = 50;

    private static final int METADATA_KEY_CHARACTERS = 40;
    private static final int METADATA_VALUE_CHARACTERS = 500;

    /** Stripe's limit on a text. */
    private static final int TEXT_CHARACTERS = 5_000;

    private ShapeReader() {}

    static ObjectNode read(JsonNode shape, ObjectNode raw) {
        return object(shape, raw, "");
    }

    private static ObjectNode object(JsonNode shape, ObjectNode raw, String path) {
        ObjectNode typed = NODES.objectNode();
        Set<String> missing = new HashSet<>();
        for (String name : shape.propertyNames()) {
            if (name.endsWith("!")) {
                missing.add(name.substring(0, name.length() - 1));
            }
        }
        for (Map.Entry<String, JsonNode> field : raw.properties()) {
            String name = field.getKey();
            String full = path.isEmpty() ? name : path + "[" + name + "]";
            JsonNode inner = shape.has(name) ? shape.get(name) : shape.path(name + "!");
            if (inner.isMissingNode()) {
                throw StripeError.invalid("parameter_unknown", "Received unknown parameter: " + full)
                        .about(full);
            }
            typed.set(name, value(inner, field.getValue(), full));
            missing.remove(name);
        }
        missing.stream().min(Comparator.naturalOrder()).ifPresent(name -> {
            String full = path.isEmpty() ? name : path + "[" + name + "]";
            throw missing(full);
        });
        return typed;
    }

    static StripeError missing(String param) {
        return StripeError.invalid("parameter_missing", "Missing required param: " + param + ".")
                .about(param);
    }

    private static JsonNode value(JsonNode shape, JsonNode raw, String path) {
        if (shape.isObject()) {
            if (!(raw instanceof ObjectNode object)) {
                return unset(raw, shape.has(LIST) ? NODES.arrayNode() : NODES.stringNode(""), path);
            }
            return shape.has(LIST) ? list(shape.get(LIST), object, path) : object(shape, object, path);
        }
        if (shape.isArray()) {
            return choice(shape, raw, path);
        }
        return switch (shape.asString()) {
            case "text" -> text(raw, path);
            case "number" -> number(raw, path);
            case "flag" -> flag(raw, path);
            case "range" -> range(raw, path);
            case "metadata" -> metadata(raw, path);
            default ->
                throw StripeError.invalid(
                                "parameter_unknown", "Stripe's stand-in does not model the parameter: " + path)
                        .about(path);
        };
    }

    private static JsonNode unset(JsonNode raw, JsonNode empty, String path) {
        if (raw.asString().isEmpty()) {
            return empty;
        }
        throw StripeError.invalid("parameter_invalid", "Invalid object: " + path)
                .about(path);
    }

    private static ArrayNode list(JsonNode shape, ObjectNode raw, String path) {
        ArrayNode list = NODES.arrayNode();
        List<String> names = raw.propertyNames().stream()
                .sorted(Comparator.comparingInt((String name) -> name.length()).thenComparing(name -> name))
                .toList();
        for (String name : names) {
            if (!name.chars().allMatch(Character::isDigit)) {
                throw StripeError.invalid("parameter_invalid_array", "Invalid array: " + path)
                        .about(path);
            }
            list.add(value(shape, raw.get(name), path + "[" + name + "]"));
        }
        return list;
    }

    private static String string(JsonNode raw, String path) {
        if (!raw.isString()) {
            throw StripeError.invalid("parameter_invalid_string_empty", "Invalid string: " + path)
                    .about(path);
        }
        return raw.asString();
    }

    private static JsonNode text(JsonNode raw, String path) {
        String text = string(raw, path);
        if (text.length() > TEXT_CHARACTERS) {
            throw StripeError.invalid("Invalid string: must be at most " + TEXT_CHARACTERS + " characters")
                    .about(path);
        }
        return NODES.stringNode(text);
    }

    private static JsonNode number(JsonNode raw, String path) {
        String text = string(raw, path);
        if (text.isEmpty()) {
            return NODES.stringNode("");
        }
        try {
            return NODES.numberNode(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw StripeError.invalid("parameter_invalid_integer", "Invalid integer: " + text)
                    .about(path);
        }
    }

    private static JsonNode flag(JsonNode raw, String path) {
        return switch (string(raw, path)) {
            case "true" -> NODES.booleanNode(true);
            case "false" -> NODES.booleanNode(false);
            case String other ->
                throw StripeError.invalid("parameter_invalid_boolean", "Invalid boolean: " + other)
                        .about(path);
        };
    }

    private static JsonNode choice(JsonNode shape, JsonNode raw, String path) {
        String text = string(raw, path);
        if (text.isEmpty()) {
            return NODES.stringNode("");
        }
        List<String> allowed = shape.valueStream().map(node -> node.asString()).toList();
        if (!allowed.contains(text)) {
            throw StripeError.invalid("Invalid " + path + ": must be one of " + String.join(", ", allowed))
                    .about(path);
        }
        return NODES.stringNode(text);
    }

    private static JsonNode range(JsonNode raw, String path) {
        if (!(raw instanceof ObjectNode object)) {
            return number(raw, path);
        }
        ObjectNode range = NODES.objectNode();
        for (Map.Entry<String, JsonNode> bound : object.properties()) {
            String full = path + "[" + bound.getKey() + "]";
            if (!Set.of("gt", "gte", "lt", "lte").contains(bound.getKey())) {
                throw StripeError.invalid("parameter_unknown", "Received unknown parameter: " + full)
                        .about(full);
            }
            range.set(bound.getKey(), number(bound.getValue(), full));
        }
        return range;
    }

    private static JsonNode metadata(JsonNode raw, String path) {
        if (!(raw instanceof ObjectNode object)) {
            return unset(raw, NODES.stringNode(""), path);
        }
        if (object.size() > METADATA_KEYS) {
            throw StripeError.invalid("You can specify at most " + METADATA_KEYS + " metadata keys.")
                    .about(path);
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String full = path + "[" + entry.getKey() + "]";
            if (entry.getKey().length() > METADATA_KEY_CHARACTERS
                    || string(entry.getValue(), full).length() > METADATA_VALUE_CHARACTERS) {
                throw StripeError.invalid("Metadata keys have at most " + METADATA_KEY_CHARACTERS
                                + " characters, values at most " + METADATA_VALUE_CHARACTERS + ".")
                        .about(full);
            }
        }
        return object.deepCopy();
    }
}

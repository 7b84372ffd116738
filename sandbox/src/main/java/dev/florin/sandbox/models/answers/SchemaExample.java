package dev.florin.sandbox.models.answers;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A value that conforms to a JSON schema, wide with what the prompt says where something fits. For one thread. */
final class SchemaExample {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** A schema that refers to itself ends here. */
    private static final int DEEPEST = 12;

    /** Further down, only what must be there is. */
    private static final int DEEPEST_OPTIONAL = 2;

    private static final int LONGEST_TEXT = 200;
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,10})?");
    private static final Pattern QUOTED = Pattern.compile("[\"“']([^\"”']{1,200})[\"”']");
    private static final Pattern PLACE = Pattern.compile("\\b(?:in|at|for|to|from)\\s+((?:\\p{Lu}[\\p{L}.-]+\\s?)+)");
    private static final Pattern PROPER = Pattern.compile("(?<=\\s)\\p{Lu}[\\p{L}.-]+(?:\\s\\p{Lu}[\\p{L}.-]+)*");

    private final JsonNode root;
    private final String prompt;
    private final List<BigDecimal> numbers = new ArrayList<>();
    private int nextNumber;

    private SchemaExample(JsonNode root, String prompt) {
        this.root = root;
        this.prompt = prompt;
        Matcher number = NUMBER.matcher(prompt);
        while (number.find()) {
            numbers.add(new BigDecimal(number.group()));
        }
    }

    static JsonNode of(JsonNode schema, String prompt) {
        SchemaExample example = new SchemaExample(schema, prompt);
        boolean open = schema.isEmpty();
        return open ? JSON.objectNode() : example.value(schema, "", 0);
    }

    static String quoted(String text) {
        return JSON.stringNode(text).toString();
    }

    private JsonNode value(JsonNode given, String name, int depth) {
        JsonNode schema = resolved(given);
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            return chosen(schema.path("enum"));
        }
        for (String union : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.path(union).isArray() && !schema.path(union).isEmpty()) {
                return value(alternative(schema.path(union), depth), name, depth + 1);
            }
        }
        return switch (type(schema, depth)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> JSON.numberNode(number(schema).longValue());
            case "number" -> JSON.numberNode(number(schema));
            case "boolean" -> JSON.booleanNode(!prompt.toLowerCase(Locale.ROOT).contains(" not "));
            case "null" -> JSON.nullNode();
            default -> JSON.stringNode(text(schema, name));
        };
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").isString() ? schema.path("$ref").asString() : "";
        if (!reference.startsWith("#")) {
            return schema;
        }
        return reference.equals("#") ? root : root.at(reference.substring(1));
    }

    private JsonNode chosen(JsonNode values) {
        String said = prompt.toLowerCase(Locale.ROOT);
        return values.valueStream()
                .filter(JsonNode::isString)
                .filter(value -> said.contains(value.asString().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(values.get(0));
    }

    private static JsonNode alternative(JsonNode list, int depth) {
        boolean deep = depth >= DEEPEST;
        return list.valueStream()
                .filter(each -> each.path("type").asString("").equals("null") == deep)
                .findFirst()
                .orElse(list.get(0));
    }

    private static String type(JsonNode schema, int depth) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            boolean deep = depth >= DEEPEST;
            return type.valueStream()
                    .map(JsonNode::asString)
                    .filter(name -> name.equals("null") == deep)
                    .findFirst()
                    .orElse(type.path(0).asString("string"));
        }
        if (type.isString()) {
            return type.asString();
        }
        return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        List<String> required =
                schema.path("required").valueStream().map(JsonNode::asString).toList();
        schema.path("properties").forEachEntry((name, property) -> {
            if (depth < DEEPEST_OPTIONAL || required.contains(name)) {
                object.set(name, value(property, name, depth + 1));
            }
        });
        return object;
    }

    private ArrayNode array(JsonNode schema, String name, int depth) {
        ArrayNode array = JSON.arrayNode();
        int least = schema.path("minItems").asInt(depth >= DEEPEST ? 0 : 1);
        int count = Math.min(Math.max(least, 0), schema.path("maxItems").asInt(Integer.MAX_VALUE));
        for (int i = 0; i < count; i++) {
            array.add(value(schema.path("items"), name, depth + 1));
        }
        return array;
    }

    private BigDecimal number(JsonNode schema) {
        BigDecimal said = nextNumber < numbers.size() ? numbers.get(nextNumber++) : BigDecimal.ONE;
        BigDecimal least = bound(schema, "minimum")
                .or(() -> bound(schema, "exclusiveMinimum").map(bound -> bound.add(BigDecimal.ONE)))
                .orElse(said);
        BigDecimal most = bound(schema, "maximum")
                .or(() -> bound(schema, "exclusiveMaximum").map(bound -> bound.subtract(BigDecimal.ONE)))
                .orElse(said.max(least));
        BigDecimal number = said.max(least).min(most);
        BigDecimal step = bound(schema, "multipleOf").orElse(BigDecimal.ZERO);
        if (step.signum() == 0) {
            return number;
        }
        BigDecimal floor = number.subtract(number.remainder(step));
        return floor.compareTo(least) < 0 && floor.compareTo(number) < 0 ? floor.add(step) : floor;
    }

    private static Optional<BigDecimal> bound(JsonNode schema, String name) {
        return schema.path(name).isNumber() ? Optional.of(schema.path(name).decimalValue()) : Optional.empty();
    }

    private String text(JsonNode schema, String name) {
        String text = switch (schema.path("format").asString("")) {
            case "date-time" -> "2026-01-01T12:00:00Z";
            case "date" -> "2026-01-01";
            case "time" -> "12:00:00Z";
            case "email" -> "ada@example.com";
            case "uri" -> "https://example.com/";
            case "uuid" -> "123e4567-e89b-42d3-a456-426614174000";
            default -> said(name);
        };
        int least = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(LONGEST_TEXT);
        String wide = text.length() < least ? text + "x".repeat(least - text.length()) : text;
        return wide.length() > most ? wide.substring(0, most) : wide;
    }

    /** What the prompt says that would go under such a name. */
    private String said(String name) {
        String field = name.toLowerCase(Locale.ROOT);
        if (field.matches(".*(city|location|place|country|town|destination|region).*")) {
            return first(PLACE, 1).or(() -> first(PROPER, 0)).orElse("Berlin");
        }
        if (field.matches(".*(expression|formula|query|question|prompt|text|input|message).*")) {
            return first(QUOTED, 1).orElse(brief(prompt));
        }
        if (field.matches(".*(name|title|author|person).*")) {
            return first(QUOTED, 1).or(() -> first(PROPER, 0)).orElse("Ada Lovelace");
        }
        return first(QUOTED, 1).or(() -> first(PROPER, 0)).orElse(brief(prompt));
    }

    private Optional<String> first(Pattern pattern, int group) {
        Matcher matcher = pattern.matcher(prompt);
        return matcher.find() ? Optional.of(matcher.group(group).strip().replaceAll("[.]$", "")) : Optional.empty();
    }

    private static String brief(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.isEmpty() ? "example" : line.substring(0, Math.min(line.length(), 80));
    }
}

package dev.florin.sandbox.models.stage;

import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reading requests and writing answers, where the dialects are alike. */
public final class Json {
    private static final int ID_BYTES = 14;

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** A new id. */
    public static String id(String prefix) {
        byte[] random = new byte[ID_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        return prefix + HexFormat.of().formatHex(random);
    }

    /** A member that must be a whole number of at least {@code least} where it is sent. */
    public static OptionalInt number(JsonNode body, String name, int least, int most) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw ApiError.invalid(name, "invalid_type", "Invalid type for '" + name + "': expected an integer.");
        }
        int number = value.asInt();
        if (number < least || number > most) {
            throw ApiError.invalid(
                    name,
                    "invalid_value",
                    "Invalid '" + name + "': expected a value from " + least + " to " + most + ", but got " + number
                            + ".");
        }
        return OptionalInt.of(number);
    }

    /** A member that must be true or false where it is sent. */
    public static boolean flag(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw ApiError.invalid(name, "invalid_type", "Invalid type for '" + name + "': expected a boolean.");
        }
        return value.asBoolean(false);
    }

    /** A text, or nothing where it is absent or something else. */
    public static String text(JsonNode body, String name) {
        return body.path(name).isString() ? body.path(name).asString() : "";
    }
}

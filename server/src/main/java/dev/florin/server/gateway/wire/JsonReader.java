package dev.florin.server.gateway.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads JSON strictly: one value, no member twice, whole Unicode, within limits. Thread-safe.
 *
 * <p>What is wrong is told by its place only: a message never repeats what was sent.
 */
final class JsonReader {
    /** A JSON schema of a tool nests two levels for each of its own, so a deep one needs dozens. */
    static final int DEEPEST = 200;

    /** Longer than any number that a model's API takes; a double has 17 digits. */
    private static final int LONGEST_NUMBER = 100;

    private static final int LONGEST_NAME = 10_000;

    /** A batch of embeddings of 300,000 tokens has as many numbers. Each value here costs a hundred bytes of memory. */
    static final int MOST_TOKENS = 1_000_000;

    /** Of an outline, of which no more is kept than the length of its bytes allows. */
    private static final int MOST_TOKENS_OF_AN_OUTLINE = 100_000_000;

    private static final JsonFactory WHOLE = factory(MOST_TOKENS);
    private static final JsonFactory OUTLINE = factory(MOST_TOKENS_OF_AN_OUTLINE);

    private static JsonFactory factory(long mostTokens) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxNameLength(LONGEST_NAME)
                        .maxTokenCount(mostTokens)
                        .build())
                // A connection's virtual thread would keep buffers of its own: one pool for all is smaller.
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .build();
    }

    /** How a body is read. */
    private enum Way {
        /** As a request has to be: nothing twice, whole Unicode. */
        STRICT,
        /** As it came. */
        LENIENT,
        /** As it came, and of each list only the first value. */
        OUTLINE
    }

    private final byte[] bytes;
    private final JsonParser tokens;
    private final Way way;

    private JsonReader(byte[] bytes, JsonParser tokens, Way way) {
        this.bytes = bytes;
        this.tokens = tokens;
        this.way = way;
    }

    /** The object that the bytes hold, or {@link MalformedJson}. */
    static Json.Members object(byte[] bytes) {
        if (value(bytes, Way.STRICT) instanceof Json.Members members) {
            return members;
        }
        throw new MalformedJson("The body is not a JSON object.");
    }

    /**
     * The object that the bytes hold, if it is one: what a provider sends is passed on whatever it is. Of a member given
     * twice the last counts, and half a surrogate pair is let through, because a model may write one in two pieces.
     */
    static Optional<Json.Members> objectIn(byte[] bytes) {
        return objectIn(bytes, Way.LENIENT);
    }

    /** The same, of each list only the first value: the others stand in its span alone, however many they are. */
    static Optional<Json.Members> outlineIn(byte[] bytes) {
        return objectIn(bytes, Way.OUTLINE);
    }

    private static Optional<Json.Members> objectIn(byte[] bytes, Way way) {
        try {
            return value(bytes, way) instanceof Json.Members members ? Optional.of(members) : Optional.empty();
        } catch (MalformedJson noJson) {
            return Optional.empty();
        }
    }

    private static Json value(byte[] bytes, Way way) {
        if (bytes.length >= 2 && (bytes[0] <= 0 || bytes[1] == 0)) {
            throw new MalformedJson("The body is not JSON in UTF-8.");
        }
        JsonFactory factory = way == Way.OUTLINE ? OUTLINE : WHOLE;
        try (JsonParser tokens = factory.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            JsonReader reader = new JsonReader(bytes, tokens, way);
            Json value = reader.read(reader.next());
            if (tokens.nextToken() != null) {
                throw new MalformedJson("The body goes on after its end.");
            }
            return value;
        } catch (JacksonException e) {
            var where = e.getLocation();
            boolean known = where != null && where.getLineNr() > 0;
            throw new MalformedJson("The body is not valid JSON"
                    + (known ? " at line " + where.getLineNr() + ", column " + where.getColumnNr() : "")
                    + ".");
        }
    }

    private Json read(JsonToken token) {
        int from = (int) tokens.currentTokenLocation().getByteOffset();
        return switch (token) {
            case START_OBJECT -> members(from);
            case START_ARRAY -> items(from);
            case VALUE_STRING -> {
                String text = unicode(tokens.getString());
                yield new Json.Text(text, spanFrom(from));
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                String spelling = tokens.getString();
                // What follows a number has been looked at already, so its end is counted and not asked.
                yield new Json.Numeral(spelling, new Json.Span(bytes, from, from + spelling.length()));
            }
            case VALUE_TRUE -> new Json.Flag(true, new Json.Span(bytes, from, from + 4));
            case VALUE_FALSE -> new Json.Flag(false, new Json.Span(bytes, from, from + 5));
            case VALUE_NULL -> new Json.Nothing(new Json.Span(bytes, from, from + 4));
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new MalformedJson("The body is not valid JSON.");
        };
    }

    private Json.Members members(int from) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
            Json value = read(next());
            if (members.put(unicode(name), value) != null && way == Way.STRICT) {
                throw new MalformedJson("The body gives a member twice" + place() + ".");
            }
        }
        return new Json.Members(members, spanFrom(from));
    }

    private Json.Items items(int from) {
        List<Json> values = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            if (way == Way.OUTLINE && !values.isEmpty()) {
                tokens.skipChildren();
            } else {
                values.add(read(token));
            }
        }
        return new Json.Items(values, spanFrom(from));
    }

    private JsonToken next() {
        JsonToken token = tokens.nextToken();
        if (token == null) {
            throw new MalformedJson("The body ends too early.");
        }
        return token;
    }

    private Json.Span spanFrom(int from) {
        return new Json.Span(bytes, from, (int) tokens.currentLocation().getByteOffset());
    }

    /** Half a surrogate pair is no character: each provider would read something else. */
    private String unicode(String text) {
        for (int i = 0; way == Way.STRICT && i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    throw new MalformedJson("The body has half a surrogate pair" + place() + ".");
                }
                i++;
            }
        }
        return text;
    }

    private String place() {
        var where = tokens.currentTokenLocation();
        return " at line " + where.getLineNr() + ", column " + where.getColumnNr();
    }
}

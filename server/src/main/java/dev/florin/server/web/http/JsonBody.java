package dev.florin.server.web.http;

import dev.florin.server.web.http.JsonValue.Members;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads a request's body into {@link JsonValue}s, strictly: one value, no duplicate members, valid Unicode, bounded depth.
 * Thread-safe.
 *
 * <p>What is wrong is told by its place only: a message never repeats what was sent, which may be a secret.
 */
final class JsonBody {
    /** Deep enough for any request of ours, far too shallow to fill a stack. */
    static final int DEEPEST = 32;

    /** Longer than any amount or count that could be accepted. */
    static final int LONGEST_NUMBER = 64;

    static final int LONGEST_NAME = 256;

    /** The largest bulk is far below; a body of nothing but brackets would cost forty times its size in objects. */
    static final int MOST_TOKENS = 400_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNameLength(LONGEST_NAME)
                    .maxTokenCount(MOST_TOKENS)
                    .build())
            // A connection's virtual thread would keep buffers of its own: one pool for all is smaller.
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();

    private JsonBody() {}

    /** The value that {@code bytes} hold, or {@link Refused} with {@code invalid_json} or {@code invalid_request}. */
    static JsonValue parse(byte[] bytes, int length) {
        if (length >= 2 && (bytes[0] == 0 || bytes[1] == 0 || bytes[0] == (byte) 0xFE || bytes[0] == (byte) 0xFF)) {
            throw invalid("The body is not JSON in UTF-8.");
        }
        try (JsonParser tokens = FACTORY.createParser(ObjectReadContext.empty(), bytes, 0, length)) {
            JsonToken first = tokens.nextToken();
            if (first == null) {
                throw invalid("The body is empty.");
            }
            JsonValue value = read(tokens, first);
            if (tokens.nextToken() != null) {
                throw invalid("The body goes on after its end" + place(tokens) + ".");
            }
            return value;
        } catch (JacksonException e) {
            var where = e.getLocation();
            boolean known = where != null && where.getLineNr() > 0;
            throw invalid("The body is not valid JSON"
                    + (known ? " at line " + where.getLineNr() + ", column " + where.getColumnNr() : "")
                    + ".");
        }
    }

    private static JsonValue read(JsonParser tokens, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> members(tokens);
            case START_ARRAY -> elements(tokens);
            case VALUE_STRING -> new JsonValue.Text(unicode(tokens, tokens.getString()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Numeral(tokens.getString());
            case VALUE_TRUE -> new JsonValue.Flag(true);
            case VALUE_FALSE -> new JsonValue.Flag(false);
            case VALUE_NULL -> new JsonValue.Nothing();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw invalid("The body is not valid JSON" + place(tokens) + ".");
        };
    }

    private static Members members(JsonParser tokens) {
        Members members = new Members();
        for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
            if (members.indexOf(unicode(tokens, name)) >= 0) {
                String path = path(tokens.streamReadContext());
                throw new Refused(Problem.invalidFields(List.of(new FieldError(path, "is given twice"))));
            }
            members.add(name, read(tokens, next(tokens)));
        }
        return members;
    }

    private static JsonValue elements(JsonParser tokens) {
        List<JsonValue> values = new ArrayList<>();
        for (JsonToken token = next(tokens); token != JsonToken.END_ARRAY; token = next(tokens)) {
            values.add(read(tokens, token));
        }
        return new JsonValue.Elements(values);
    }

    private static JsonToken next(JsonParser tokens) {
        JsonToken token = tokens.nextToken();
        if (token == null) {
            throw invalid("The body ends too early.");
        }
        return token;
    }

    /** A half of a surrogate pair is no character: PostgreSQL would refuse it later, and less kindly. */
    private static String unicode(JsonParser tokens, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    throw invalid("The body has half a surrogate pair" + place(tokens) + ".");
                }
                i++;
            }
        }
        return text;
    }

    /** Such as {@code commands[3].amount}. */
    private static String path(TokenStreamContext context) {
        TokenStreamContext parent = context.getParent();
        String before = parent == null || parent.inRoot() ? "" : path(parent);
        if (context.inArray()) {
            return before + "[" + context.getCurrentIndex() + "]";
        }
        return before.isEmpty() ? context.currentName() : before + "." + context.currentName();
    }

    private static String place(JsonParser tokens) {
        var where = tokens.currentTokenLocation();
        return " at line " + where.getLineNr() + ", column " + where.getColumnNr();
    }

    private static Refused invalid(String detail) {
        return new Refused(Problem.of(ProblemCode.INVALID_JSON, detail));
    }
}

package dev.florin.server.web.http;

import java.util.ArrayList;
import java.util.List;

/**
 * All text within a JSON value, such as the messages of a call.
 *
 * @param texts its strings, and the names of its members
 * @param types what the objects within say that they are: the strings of their member "type"
 * @param parts how many members and elements there are
 */
public record TextWithin(List<String> texts, List<String> types, long parts) {
    public TextWithin {
        texts = List.copyOf(texts);
        types = List.copyOf(types);
    }

    static TextWithin of(JsonValue value) {
        Collector collector = new Collector();
        collector.collect(value);
        return new TextWithin(collector.texts, collector.types, collector.parts);
    }

    private static final class Collector {
        private final List<String> texts = new ArrayList<>();
        private final List<String> types = new ArrayList<>();
        private long parts;

        private void collect(JsonValue value) {
            switch (value) {
                case JsonValue.Text(String text) -> texts.add(text);
                case JsonValue.Numeral(String spelling) -> texts.add(spelling);
                case JsonValue.Money(long nanos) -> texts.add(Long.toString(nanos));
                case JsonValue.Flag(boolean flag) -> texts.add(Boolean.toString(flag));
                case JsonValue.Nothing _ -> texts.add("null");
                case JsonValue.Elements(List<JsonValue> elements) -> {
                    parts += elements.size();
                    elements.forEach(this::collect);
                }
                case JsonValue.Members members -> collectMembers(members);
            }
        }

        private void collectMembers(JsonValue.Members members) {
            parts += members.size();
            for (int i = 0; i < members.size(); i++) {
                texts.add(members.name(i));
                JsonValue value = members.value(i);
                if (members.name(i).equals("type") && value instanceof JsonValue.Text(String type)) {
                    types.add(type);
                }
                collect(value);
            }
        }
    }
}

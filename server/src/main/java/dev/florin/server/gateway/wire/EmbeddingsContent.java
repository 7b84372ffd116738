package dev.florin.server.gateway.wire;

import java.util.List;

/** Walks through the input of an embedding: a text, texts, or tokens that the caller cut itself. */
final class EmbeddingsContent {
    private final Noted noted;

    private EmbeddingsContent(Noted noted) {
        this.noted = noted;
    }

    static void read(Json.Members root, Noted noted) {
        EmbeddingsContent content = new EmbeddingsContent(noted);
        switch (root.get("input")) {
            case Json.Text text -> content.one(text, "input");
            case Json.Items items
            when isTokens(items.values()) -> noted.input().tokens(items.values().size());
            case Json.Items items -> {
                for (int i = 0; i < items.values().size(); i++) {
                    content.one(items.values().get(i), "input[" + i + "]");
                }
            }
            case null, default -> throw Refused.invalid("input", "must be a string or an array");
        }
    }

    private void one(Json value, String path) {
        noted.part(path);
        if (value instanceof Json.Text text) {
            noted.text(text.value());
        } else if (value instanceof Json.Items items && isTokens(items.values())) {
            noted.input().tokens(items.values().size());
        } else {
            throw Refused.invalid(path, "must be a string or an array of tokens");
        }
    }

    private static boolean isTokens(List<Json> values) {
        return !values.isEmpty() && values.stream().allMatch(Json.Numeral.class::isInstance);
    }
}

package dev.florin.sandbox.models.stage;

import dev.florin.sandbox.models.script.OrderedAnswer.Event;
import dev.florin.sandbox.models.tokens.Tokens;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer that was ordered word by word. What it says of itself (text, usage) is only read for the records. */
public final class AsOrdered {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AsOrdered() {}

    public static void body(JsonNode body, Tokens tokens, Stage stage) {
        stage.whole(body, tokens.count(text(body)), usage(body));
    }

    public static void events(List<Event> events, Tokens tokens, Stage stage) {
        stage.open();
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            stage.rest(event.pauseMillis());
            JsonNode data = parsed(event.data());
            Frame frame = new Frame(
                    Frame.Part.CONTENT,
                    event.name(),
                    event.data(),
                    tokens.count(text(data)),
                    usage(data),
                    i == events.size() - 1);
            stage.frame(frame);
        }
        if (events.isEmpty()) {
            stage.finish();
        }
    }

    private static JsonNode parsed(String data) {
        try {
            return data.startsWith("{") ? JSON.readTree(data) : Json.object();
        } catch (JacksonException e) {
            return Json.object(); // it is sent all the same
        }
    }

    private static Optional<JsonNode> usage(JsonNode data) {
        for (JsonNode holder : List.of(data, data.path("message"), data.path("response"))) {
            if (holder.path("usage").isObject()) {
                return Optional.of(holder.path("usage"));
            }
        }
        return Optional.empty();
    }

    /** The text that a customer would be shown, in whatever dialect. */
    private static String text(JsonNode data) {
        StringBuilder text = new StringBuilder();
        for (JsonNode choice : data.path("choices")) {
            text.append(Json.text(choice.path("delta"), "content"));
            text.append(Json.text(choice.path("message"), "content"));
        }
        if (Json.text(data, "type").equals("response.output_text.delta")) {
            text.append(Json.text(data, "delta"));
        }
        text.append(Json.text(data.path("delta"), "text"));
        for (JsonNode block : data.path("content")) {
            text.append(Json.text(block, "text"));
        }
        for (JsonNode item : data.path("output")) {
            for (JsonNode part : item.path("content")) {
                text.append(Json.text(part, "text"));
            }
        }
        return text.toString();
    }
}

package dev.florin.sandbox.models.stage;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One event of a stream.
 *
 * @param event its name, in dialects that have one
 * @param tokens how many tokens of output it carries
 * @param usage the usage that it carries
 * @param last true: the answer ends with it
 */
public record Frame(
        Part part, Optional<String> event, String data, int tokens, Optional<JsonNode> usage, boolean last) {
    /** What a frame is to the answer. */
    public enum Part {
        FRAME,
        REASONING,
        CONTENT,
        USAGE,
        END
    }

    public static Frame of(Part part, Optional<String> event, JsonNode data) {
        return new Frame(part, event, data.toString(), 0, Optional.empty(), false);
    }

    public Frame counting(int count) {
        return new Frame(part, event, data, count, usage, last);
    }

    public Frame with(Optional<JsonNode> sentUsage) {
        return new Frame(part, event, data, tokens, sentUsage, last);
    }

    public Frame asLast() {
        return new Frame(part, event, data, tokens, usage, true);
    }

    byte[] bytes() {
        String name = event.map(text -> "event: " + text + "\n").orElse("");
        return (name + "data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}

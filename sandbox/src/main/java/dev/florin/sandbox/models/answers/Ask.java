package dev.florin.sandbox.models.answers;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What is asked, whatever the dialect.
 *
 * @param prompt the last thing that the user said
 * @param toolResult what a tool has answered since
 * @param toolChoice whether a tool is to be called
 * @param schema what the answer must conform to
 * @param json true if the answer must be JSON
 * @param images how many images came with it
 */
public record Ask(
        String prompt,
        Optional<String> toolResult,
        List<Tool> tools,
        ToolChoice toolChoice,
        Optional<JsonNode> schema,
        boolean json,
        int images) {

    /** A tool that is offered. */
    public record Tool(String name, String description, JsonNode schema) {}

    /**
     * Whether a tool is to be called.
     *
     * @param name the one that must be called
     */
    public record ToolChoice(boolean allowed, boolean required, Optional<String> name) {
        public static final ToolChoice AUTO = new ToolChoice(true, false, Optional.empty());
        public static final ToolChoice NONE = new ToolChoice(false, false, Optional.empty());
        public static final ToolChoice ANY = new ToolChoice(true, true, Optional.empty());

        public static ToolChoice named(String name) {
            return new ToolChoice(true, true, Optional.of(name));
        }
    }
}

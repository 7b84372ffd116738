package dev.florin.sandbox.models.answers;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool that is called.
 *
 * @param arguments an object, or a text that stands for one
 */
public record ToolUse(String name, JsonNode arguments) {
    /** The arguments as OpenAI sends them. */
    public String text() {
        return arguments.isString() ? arguments.asString() : arguments.toString();
    }

    /** The arguments as Anthropic sends them. */
    public ObjectNode object() {
        return arguments instanceof ObjectNode object
                ? object
                : JsonNodeFactory.instance.objectNode().put("text", arguments.asString());
    }
}

package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.answers.Ask;
import dev.florin.sandbox.models.answers.Ask.Tool;
import dev.florin.sandbox.models.answers.Ask.ToolChoice;
import dev.florin.sandbox.models.stage.ApiError;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.tokens.ImageSize;
import dev.florin.sandbox.models.tokens.ImageTokens;
import dev.florin.sandbox.models.tokens.Prompt;
import dev.florin.sandbox.models.tokens.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and counts the prompt of a chat completion. The count is that of OpenAI's cookbook ("How to count tokens with
 * tiktoken"): 3 tokens a message, 1 more with a name, 3 before the answer; 12 once for tools and 7 for each, whose
 * parameters count here as the JSON they are; 3 for each call of a tool in the history.
 */
final class ChatPrompt {
    static final int MESSAGE = 3;
    static final int NAME = 1;
    static final int PRIMING = 3;
    static final int TOOLS = 12;
    static final int TOOL = 7;
    static final int TOOL_CALL = 3;

    /** What a part counts that is neither text nor image: a file, a sound. */
    static final int OTHER_PART = 64;

    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "function", "tool", "developer");

    private final String model;
    private final Prompt prompt;
    private String lastUser = "";
    private Optional<String> toolResult = Optional.empty();
    private int images;

    private ChatPrompt(String model) {
        this.model = model;
        prompt = new Prompt(Tokens.of(model));
    }

    static ChatPrompt read(String model, ObjectNode body) {
        ChatPrompt chat = new ChatPrompt(model);
        chat.tools(body.path("tools"));
        JsonNode format = body.path("response_format").path("json_schema").path("schema");
        if (format.isObject()) {
            chat.prompt.text(format.toString());
        }
        JsonNode messages = body.path("messages");
        if (!messages.isArray()) {
            throw ApiError.invalid("messages", "missing_required_parameter", "Missing required parameter: 'messages'.");
        }
        if (messages.isEmpty()) {
            throw ApiError.invalid(
                    "messages",
                    "empty_array",
                    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array"
                            + " instead.");
        }
        for (int i = 0; i < messages.size(); i++) {
            chat.message(messages.get(i), "messages[" + i + "]");
        }
        chat.prompt.overhead(PRIMING);
        return chat;
    }

    private void tools(JsonNode tools) {
        if (tools.isArray() && !tools.isEmpty()) {
            prompt.overhead(TOOLS);
            tools.forEach(tool -> count(prompt, tool(tool)));
        }
    }

    static void count(Prompt prompt, Tool tool) {
        prompt.overhead(TOOL)
                .text(tool.name() + ":" + tool.description())
                .text(tool.schema().toString());
    }

    private static Tool tool(JsonNode tool) {
        String type = Json.text(tool, "type");
        JsonNode inner = tool.path(type.isEmpty() ? "function" : type);
        if (Json.text(inner, "name").isEmpty()) {
            throw ApiError.invalid(
                    "tools", "missing_required_parameter", "Missing required parameter: 'tools[0].function.name'.");
        }
        return new Tool(
                Json.text(inner, "name"),
                Json.text(inner, "description"),
                inner.path("parameters").isObject() ? inner.path("parameters") : Json.object());
    }

    private void message(JsonNode message, String at) {
        String role = Json.text(message, "role");
        if (!ROLES.contains(role)) {
            throw ApiError.invalid(
                    at + ".role",
                    "invalid_value",
                    "Invalid value: '" + role + "'. Supported values are: 'system', 'assistant', 'user', 'function',"
                            + " 'tool', and 'developer'.");
        }
        prompt.overhead(MESSAGE).text(role);
        String name = Json.text(message, "name");
        if (!name.isEmpty()) {
            prompt.overhead(NAME).text(name);
        }
        String text = content(message.path("content"), at);
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path(call.path("function").isObject() ? "function" : "custom");
            prompt.overhead(TOOL_CALL)
                    .text(Json.text(function, "name"))
                    .text(Json.text(function, "arguments") + Json.text(function, "input"));
        }
        switch (role) {
            case "user" -> {
                lastUser = text;
                toolResult = Optional.empty();
            }
            case "tool", "function" -> toolResult = Optional.of(text);
            default -> {
                // the rest is read for its tokens only
            }
        }
    }

    private String content(JsonNode content, String at) {
        if (content.isString()) {
            prompt.text(content.asString());
            return content.asString();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            switch (Json.text(part, "type")) {
                case "text", "refusal" -> {
                    String said = Json.text(part, "text") + Json.text(part, "refusal");
                    prompt.text(said);
                    text.append(said).append('\n');
                }
                case "image_url" ->
                    image(Json.text(part.path("image_url"), "url"), Json.text(part.path("image_url"), "detail"));
                case "input_audio", "file" -> prompt.overhead(OTHER_PART);
                default ->
                    throw ApiError.invalid(
                            at + ".content[0].type",
                            "invalid_value",
                            "Invalid value: '" + Json.text(part, "type")
                                    + "'. Supported values are: 'text', 'image_url',"
                                    + " 'input_audio', 'refusal', and 'file'.");
            }
        }
        return text.toString().strip();
    }

    private void image(String url, String detail) {
        images++;
        prompt.image(ImageTokens.openAi(model, detail, ImageSize.ofDataUrl(url)), url.hashCode());
    }

    Prompt prompt() {
        return prompt;
    }

    /** The prompt as a question. */
    Ask ask(ObjectNode body) {
        List<Tool> tools = new ArrayList<>();
        body.path("tools").forEach(tool -> tools.add(tool(tool)));
        JsonNode format = body.path("response_format");
        String type = Json.text(format, "type");
        JsonNode schema = format.path("json_schema").path("schema");
        return new Ask(
                lastUser,
                toolResult,
                tools,
                choice(body.path("tool_choice")),
                type.equals("json_schema") && schema.isObject() ? Optional.of(schema) : Optional.empty(),
                type.startsWith("json"),
                images);
    }

    /** A tool choice, as both of OpenAI's interfaces write it. */
    static ToolChoice choice(JsonNode choice) {
        if (choice.isObject()) {
            String inner = Json.text(choice.path("function"), "name") + Json.text(choice.path("custom"), "name");
            String name = inner.isEmpty() ? Json.text(choice, "name") : inner;
            return name.isEmpty() ? ToolChoice.AUTO : ToolChoice.named(name);
        }
        return switch (choice.isString() ? choice.asString() : "auto") {
            case "none" -> ToolChoice.NONE;
            case "required" -> ToolChoice.ANY;
            default -> ToolChoice.AUTO;
        };
    }
}

package dev.florin.sandbox.models.anthropic;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and counts the prompt of a message. Anthropic's tokenizer is not public, so the count is stated here: the texts
 * in {@code o200k_base}, 4 tokens a message, 3 once, 4 around each use and result of a tool, and for tools the JSON that
 * they are, 8 for each and once the 346 tokens (313 where a tool must be called) of the system prompt that Anthropic's
 * page "Tool use" states.
 */
final class MessagePrompt {
    private static final int MESSAGE = 4;
    private static final int ONCE = 3;
    private static final int TOOL = 8;
    private static final int TOOL_BLOCK = 4;
    private static final int TOOLS_AUTO = 346;
    private static final int TOOLS_REQUIRED = 313;
    private static final int MOST_BREAKPOINTS = 4;

    private final Prompt prompt;
    private final List<Tool> tools = new ArrayList<>();
    private final List<Breakpoint> breakpoints = new ArrayList<>();
    private String lastUser = "";
    private Optional<String> toolResult = Optional.empty();
    private int images;

    /**
     * Where a prefix may be cached.
     *
     * @param length its tokens
     * @param hour true if it is to be kept for an hour, else for five minutes
     */
    record Breakpoint(int length, boolean hour) {}

    private MessagePrompt(String model) {
        prompt = new Prompt(Tokens.of(model));
    }

    static MessagePrompt read(String model, ObjectNode body) {
        MessagePrompt read = new MessagePrompt(model);
        read.prompt.overhead(ONCE);
        read.tools(body);
        read.system(body.path("system"));
        JsonNode messages = body.path("messages");
        if (!messages.isArray()) {
            throw ApiError.invalid("messages: Field required");
        }
        if (messages.isEmpty()) {
            throw ApiError.invalid("messages: at least one message is required");
        }
        for (int i = 0; i < messages.size(); i++) {
            read.message(messages.get(i), i);
        }
        read.mark(body);
        if (read.breakpoints.size() > MOST_BREAKPOINTS) {
            throw ApiError.invalid(
                    "A maximum of 4 blocks with cache_control may be provided. Found " + read.breakpoints.size() + ".");
        }
        return read;
    }

    private void tools(ObjectNode body) {
        for (JsonNode tool : body.path("tools")) {
            String name = Json.text(tool, "name");
            if (name.isEmpty() && Json.text(tool, "type").isEmpty()) {
                throw ApiError.invalid("tools.0.custom.name: Field required");
            }
            JsonNode schema = tool.path("input_schema").isObject() ? tool.path("input_schema") : Json.object();
            Tool offered = new Tool(name, Json.text(tool, "description"), schema);
            tools.add(offered);
            prompt.overhead(TOOL).text(name + ":" + offered.description()).text(schema.toString());
            mark(tool);
        }
        if (!tools.isEmpty()) {
            prompt.overhead(choice(body.path("tool_choice")).required() ? TOOLS_REQUIRED : TOOLS_AUTO);
        }
    }

    private void system(JsonNode system) {
        if (system.isString()) {
            prompt.text(system.asString());
        }
        for (JsonNode block : system) {
            prompt.text(Json.text(block, "text"));
            mark(block);
        }
    }

    private void mark(JsonNode block) {
        JsonNode control = block.path("cache_control");
        if (control.isObject()) {
            breakpoints.add(
                    new Breakpoint(prompt.size(), Json.text(control, "ttl").equals("1h")));
        }
    }

    private void message(JsonNode message, int index) {
        String role = Json.text(message, "role");
        if (!role.equals("user") && !role.equals("assistant")) {
            throw ApiError.invalid("messages." + index + ".role: Input should be 'user' or 'assistant'");
        }
        prompt.overhead(MESSAGE);
        JsonNode content = message.path("content");
        StringBuilder text = new StringBuilder();
        Optional<String> result = Optional.empty();
        if (content.isString()) {
            prompt.text(content.asString());
            text.append(content.asString());
        } else if (!content.isArray()) {
            throw ApiError.invalid("messages." + index + ".content: Field required");
        }
        for (JsonNode block : content) {
            String said = block(block, index);
            if (Json.text(block, "type").equals("tool_result")) {
                result = Optional.of(said);
            } else if (!said.isEmpty()) {
                text.append(said).append('\n');
            }
            mark(block);
        }
        if (role.equals("user")) {
            toolResult = result;
            if (!text.isEmpty()) {
                lastUser = text.toString().strip();
            }
        }
    }

    private String block(JsonNode block, int index) {
        return switch (Json.text(block, "type")) {
            case "text" -> {
                prompt.text(Json.text(block, "text"));
                yield Json.text(block, "text");
            }
            case "image" -> {
                image(block.path("source"));
                yield "";
            }
            case "document" -> {
                prompt.text(Json.text(block.path("source"), "data"));
                yield "";
            }
            case "tool_use" -> {
                prompt.overhead(TOOL_BLOCK)
                        .text(Json.text(block, "name"))
                        .text(block.path("input").toString());
                yield "";
            }
            case "tool_result" -> {
                prompt.overhead(TOOL_BLOCK);
                yield result(block.path("content"), index);
            }
            // what a model thought before is not counted again
            case "thinking", "redacted_thinking" -> "";
            case "" -> throw ApiError.invalid("messages." + index + ".content.0.type: Field required");
            default -> {
                prompt.text(block.toString()); // a block of a newer kind: at least what was written
                yield "";
            }
        };
    }

    private String result(JsonNode content, int index) {
        if (content.isString()) {
            prompt.text(content.asString());
            return content.asString();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(block -> text.append(block(block, index)));
        return text.toString();
    }

    private void image(JsonNode source) {
        images++;
        String data = Json.text(source, "data");
        prompt.image(
                ImageTokens.anthropic(data.isEmpty() ? Optional.empty() : ImageSize.ofBase64(data)),
                source.toString().hashCode());
    }

    Prompt prompt() {
        return prompt;
    }

    List<Breakpoint> breakpoints() {
        return breakpoints;
    }

    /** The prompt as a question. */
    Ask ask(ObjectNode body) {
        JsonNode flat = body.path("output_format");
        JsonNode format = flat.isObject() ? flat : body.path("output_config").path("format");
        JsonNode schema = format.path("schema");
        return new Ask(
                lastUser,
                toolResult,
                List.copyOf(tools),
                choice(body.path("tool_choice")),
                schema.isObject() ? Optional.of(schema) : Optional.empty(),
                schema.isObject(),
                images);
    }

    private static ToolChoice choice(JsonNode choice) {
        return switch (Json.text(choice, "type")) {
            case "none" -> ToolChoice.NONE;
            case "any" -> ToolChoice.ANY;
            case "tool" -> ToolChoice.named(Json.text(choice, "name"));
            default -> ToolChoice.AUTO;
        };
    }
}

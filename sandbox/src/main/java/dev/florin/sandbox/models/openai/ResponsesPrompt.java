package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.answers.Ask;
import dev.florin.sandbox.models.answers.Ask.Tool;
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

/** Reads and counts the input of the Responses API, by the rules of {@link ChatPrompt}. */
final class ResponsesPrompt {
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "developer");

    private final String model;
    private final Prompt prompt;
    private final List<Tool> tools = new ArrayList<>();
    private String lastUser = "";
    private Optional<String> toolResult = Optional.empty();
    private int images;

    private ResponsesPrompt(String model) {
        this.model = model;
        prompt = new Prompt(Tokens.of(model));
    }

    static ResponsesPrompt read(String model, ObjectNode body) {
        ResponsesPrompt read = new ResponsesPrompt(model);
        read.tools(body.path("tools"));
        JsonNode schema = body.path("text").path("format").path("schema");
        if (schema.isObject()) {
            read.prompt.text(schema.toString());
        }
        String instructions = Json.text(body, "instructions");
        if (!instructions.isEmpty()) {
            read.prompt.overhead(ChatPrompt.MESSAGE).text("system").text(instructions);
        }
        JsonNode input = body.path("input");
        if (input.isString()) {
            read.lastUser = input.asString();
            read.prompt.overhead(ChatPrompt.MESSAGE).text("user").text(input.asString());
        } else if (input.isArray()) {
            input.forEach(read::item);
        } else {
            throw ApiError.invalid("input", "missing_required_parameter", "Missing required parameter: 'input'.");
        }
        read.prompt.overhead(ChatPrompt.PRIMING);
        return read;
    }

    private void tools(JsonNode offered) {
        for (JsonNode tool : offered) {
            if (Json.text(tool, "type").equals("function")) {
                tools.add(new Tool(
                        Json.text(tool, "name"),
                        Json.text(tool, "description"),
                        tool.path("parameters").isObject() ? tool.path("parameters") : Json.object()));
            }
        }
        if (!tools.isEmpty()) {
            prompt.overhead(ChatPrompt.TOOLS);
            tools.forEach(tool -> ChatPrompt.count(prompt, tool));
        }
    }

    private void item(JsonNode item) {
        switch (item.has("type") ? Json.text(item, "type") : "message") {
            case "message" -> message(item);
            case "function_call" ->
                prompt.overhead(ChatPrompt.TOOL_CALL)
                        .text(Json.text(item, "name"))
                        .text(Json.text(item, "arguments"));
            case "function_call_output" -> {
                String output = item.path("output").isString()
                        ? item.path("output").asString()
                        : item.path("output").toString();
                prompt.overhead(ChatPrompt.MESSAGE).text(output);
                toolResult = Optional.of(output);
            }
            case "reasoning" -> {
                // what a model thought before is not read again
            }
            default ->
                throw ApiError.invalid(
                        "input", "invalid_value", "Invalid value: '" + Json.text(item, "type") + "' for input[].type.");
        }
    }

    private void message(JsonNode message) {
        String role = Json.text(message, "role");
        if (!ROLES.contains(role)) {
            throw ApiError.invalid(
                    "input[].role",
                    "invalid_value",
                    "Invalid value: '" + role + "'. Supported values are: 'assistant', 'system', 'developer', and"
                            + " 'user'.");
        }
        prompt.overhead(ChatPrompt.MESSAGE).text(role);
        StringBuilder text = new StringBuilder();
        if (message.path("content").isString()) {
            text.append(message.path("content").asString());
            prompt.text(text.toString());
        } else {
            message.path("content").forEach(part -> text.append(part(part)));
        }
        if (role.equals("user")) {
            lastUser = text.toString().strip();
            toolResult = Optional.empty();
        }
    }

    private String part(JsonNode part) {
        return switch (Json.text(part, "type")) {
            case "input_image" -> {
                images++;
                String url = Json.text(part, "image_url");
                prompt.image(
                        ImageTokens.openAi(model, Json.text(part, "detail"), ImageSize.ofDataUrl(url)), url.hashCode());
                yield "";
            }
            case "input_text", "output_text", "refusal" -> {
                String text = Json.text(part, "text") + Json.text(part, "refusal");
                prompt.text(text);
                yield text + "\n";
            }
            default -> {
                prompt.overhead(ChatPrompt.OTHER_PART);
                yield "";
            }
        };
    }

    Prompt prompt() {
        return prompt;
    }

    /** The input as a question. */
    Ask ask(ObjectNode body) {
        JsonNode format = body.path("text").path("format");
        return new Ask(
                lastUser,
                toolResult,
                List.copyOf(tools),
                ChatPrompt.choice(body.path("tool_choice")),
                format.path("schema").isObject() ? Optional.of(format.path("schema")) : Optional.empty(),
                Json.text(format, "type").startsWith("json"),
                images);
    }
}

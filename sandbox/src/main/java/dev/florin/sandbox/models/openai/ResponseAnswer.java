package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.answers.ToolUse;
import dev.florin.sandbox.models.script.OrderedAnswer.Shape;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.Speech;
import dev.florin.sandbox.models.stage.Stage;
import dev.florin.sandbox.models.stage.UsageRule;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A response object and its items.
 *
 * @param asked the request, most of which the object repeats
 */
record ResponseAnswer(
        String id, String model, long created, ObjectNode asked, Speech speech, OpenAiUsage usage, Shape shape) {
    private static final String SUMMARY =
            "**Thinking it over**\n\nThe question is read, and an answer is put together.";

    /** What the object repeats of the request, and what it says where the request says nothing. */
    private static final List<String> REPEATED = List.of(
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "metadata",
            "parallel_tool_calls",
            "reasoning",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_p",
            "truncation",
            "user");

    private static ObjectNode usual() {
        ObjectNode usual = Json.object()
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details")
                .putNull("instructions")
                .putNull("max_output_tokens")
                .putNull("max_tool_calls")
                .put("parallel_tool_calls", true)
                .putNull("previous_response_id")
                .put("service_tier", "default")
                .put("store", false)
                .put("temperature", 1.0)
                .put("tool_choice", "auto")
                .put("top_p", 1.0)
                .put("truncation", "disabled")
                .putNull("user");
        usual.putObject("metadata");
        usual.putObject("reasoning").putNull("effort").putNull("summary");
        usual.putObject("text").putObject("format").put("type", "text");
        usual.putArray("tools");
        return usual;
    }

    /** The object in some state, with what it holds by then. */
    ObjectNode object(String status, ArrayNode output, Optional<JsonNode> counts) {
        ObjectNode object = Json.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", status)
                .put("model", model);
        object.setAll(usual());
        REPEATED.stream()
                .filter(name -> asked.has(name) && !asked.path(name).isNull())
                .forEach(name -> object.set(name, asked.path(name)));
        if (status.equals("incomplete")) {
            object.putObject("incomplete_details").put("reason", "max_output_tokens");
        } else if (status.equals("failed")) {
            object.putObject("error").put("code", "server_error").put("message", "The model could not answer.");
        }
        object.set("output", output);
        object.set("usage", counts.orElseGet(object::nullNode));
        return object;
    }

    /** The state in the end. */
    String finalStatus() {
        return shape.finish().orElse(speech.cutShort() ? "incomplete" : "completed");
    }

    UsageRule rule() {
        return new UsageRule(shape);
    }

    Optional<JsonNode> counts(int output, int reasoning) {
        return rule().of(() -> usage.responses(output, reasoning));
    }

    boolean hasMessage() {
        return !speech.pieces().isEmpty();
    }

    ObjectNode reasoningItem(boolean complete) {
        ObjectNode item = Json.object().put("id", "rs_" + id).put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (complete && summarizes()) {
            summary.addObject().put("type", "summary_text").put("text", SUMMARY);
        }
        boolean encrypted = asked.path("include")
                .valueStream()
                .anyMatch(each -> each.asString().equals("reasoning.encrypted_content"));
        if (complete && encrypted) {
            item.put("encrypted_content", "c2FuZGJveA==");
        }
        return item;
    }

    boolean summarizes() {
        return !Json.text(asked.path("reasoning"), "summary").isEmpty();
    }

    static String summary() {
        return SUMMARY;
    }

    ObjectNode messageItem(String status, Optional<String> text) {
        ObjectNode item = Json.object()
                .put("id", "msg_" + id)
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        ArrayNode content = item.putArray("content");
        text.ifPresent(said -> content.add(textPart(said)));
        return item;
    }

    static ObjectNode textPart(String text) {
        ObjectNode part = Json.object().put("type", "output_text");
        part.putArray("annotations");
        part.putArray("logprobs");
        return part.put("text", text);
    }

    static ObjectNode toolItem(String id, String status, ToolUse use, String arguments) {
        return Json.object()
                .put("id", "fc_" + id)
                .put("type", "function_call")
                .put("status", status)
                .put("call_id", "call_" + id)
                .put("name", use.name())
                .put("arguments", arguments);
    }

    void whole(Stage stage) {
        ArrayNode output = Json.array();
        if (speech.reasoning() > 0) {
            output.add(reasoningItem(true));
        }
        if (hasMessage()) {
            output.add(messageItem(speech.cutShort() ? "incomplete" : "completed", Optional.of(speech.text())));
        }
        speech.toolUses().forEach(use -> output.add(toolItem(Json.id(""), "completed", use, use.text())));
        Optional<JsonNode> sent = counts(speech.output(), speech.reasoning());
        stage.whole(object(finalStatus(), output, sent), speech.output(), sent);
    }
}

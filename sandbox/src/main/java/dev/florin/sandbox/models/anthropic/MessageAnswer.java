package dev.florin.sandbox.models.anthropic;

import dev.florin.sandbox.models.answers.ToolUse;
import dev.florin.sandbox.models.script.OrderedAnswer.Shape;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.Speech;
import dev.florin.sandbox.models.stage.Stage;
import dev.florin.sandbox.models.stage.UsageRule;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A message, whole. */
record MessageAnswer(String id, String model, Speech speech, CacheUse input, Shape shape) {
    static final String SIGNATURE = "c2FuZGJveC10aGlua2luZw==";

    ObjectNode empty() {
        ObjectNode message = Json.object()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
        message.putArray("content");
        return message.putNull("stop_reason").putNull("stop_sequence");
    }

    String stopReason() {
        return shape.finish().orElseGet(() -> {
            if (!speech.toolUses().isEmpty()) {
                return "tool_use";
            }
            if (speech.stoppedBy().isPresent()) {
                return "stop_sequence";
            }
            return speech.cutShort() ? "max_tokens" : "end_turn";
        });
    }

    JsonNode stopSequence() {
        ObjectNode holder = Json.object();
        return speech.stoppedBy().<JsonNode>map(holder::stringNode).orElseGet(holder::nullNode);
    }

    /** What it thought: so many words of one token. */
    String thinking() {
        return ("Let me think." + " word".repeat(Math.max(speech.reasoning() - 4, 0))).strip();
    }

    static ObjectNode toolBlock(ToolUse use, ObjectNode arguments) {
        ObjectNode block = Json.object()
                .put("type", "tool_use")
                .put("id", Json.id("toolu_"))
                .put("name", use.name());
        block.set("input", arguments);
        return block;
    }

    UsageRule rule() {
        return new UsageRule(shape);
    }

    Optional<JsonNode> counts(int output) {
        return rule().of(() -> input.usage(output));
    }

    void whole(Stage stage) {
        ObjectNode message = empty();
        ArrayNode content = message.putArray("content");
        if (speech.reasoning() > 0) {
            content.addObject()
                    .put("type", "thinking")
                    .put("thinking", thinking())
                    .put("signature", SIGNATURE);
        }
        if (!speech.pieces().isEmpty()) {
            content.addObject().put("type", "text").put("text", speech.text());
        }
        speech.toolUses().forEach(use -> content.add(toolBlock(use, use.object())));
        message.put("stop_reason", stopReason()).set("stop_sequence", stopSequence());
        Optional<JsonNode> sent = counts(speech.output());
        sent.ifPresent(usage -> message.set("usage", usage));
        stage.whole(message, speech.output(), sent);
    }
}

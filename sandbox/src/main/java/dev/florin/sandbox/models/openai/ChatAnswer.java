package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.answers.ToolUse;
import dev.florin.sandbox.models.script.OrderedAnswer.Shape;
import dev.florin.sandbox.models.stage.Frame;
import dev.florin.sandbox.models.stage.Frame.Part;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.Speech;
import dev.florin.sandbox.models.stage.Stage;
import dev.florin.sandbox.models.stage.UsageRule;
import dev.florin.sandbox.models.tokens.Piece;
import dev.florin.sandbox.models.tokens.Tokens;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A chat completion, whole or in chunks. Every choice says the same. */
record ChatAnswer(String id, String model, long created, Speech speech, int choices, OpenAiUsage usage, Shape shape) {
    private static final String DONE = "[DONE]";

    private ObjectNode frame(String object) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model)
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_sandbox");
    }

    private String finish() {
        return shape.finish().orElseGet(() -> {
            if (!speech.toolUses().isEmpty()) {
                return "tool_calls";
            }
            return speech.cutShort() ? "length" : "stop";
        });
    }

    private int output() {
        return speech.output() * choices;
    }

    private int reasoning() {
        return speech.reasoning() * choices;
    }

    private UsageRule rule() {
        return new UsageRule(shape);
    }

    void whole(Stage stage) {
        ObjectNode answer = frame("chat.completion");
        ArrayNode list = answer.putArray("choices");
        for (int i = 0; i < choices; i++) {
            ObjectNode message = Json.object().put("role", "assistant");
            boolean onlyTools = speech.pieces().isEmpty() && !speech.toolUses().isEmpty();
            message.set("content", onlyTools ? message.nullNode() : message.stringNode(speech.text()));
            message.putNull("refusal").putArray("annotations");
            if (!speech.toolUses().isEmpty()) {
                ArrayNode calls = message.putArray("tool_calls");
                speech.toolUses().forEach(use -> calls.add(toolCall(use.name(), use.text())));
            }
            ObjectNode choice = list.addObject().put("index", i);
            choice.set("message", message);
            choice.putNull("logprobs").put("finish_reason", finish());
        }
        Optional<JsonNode> sent = rule().of(() -> usage.chat(output(), reasoning()));
        sent.ifPresent(counts -> answer.set("usage", counts));
        stage.whole(answer, output(), sent);
    }

    private static ObjectNode toolCall(String name, String arguments) {
        ObjectNode call = Json.object().put("id", Json.id("call_")).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
        return call;
    }

    void stream(Stage stage, boolean includeUsage, Tokens tokens) {
        new Chunks(stage, includeUsage, tokens).send();
    }

    /** The chunks of one stream. */
    private final class Chunks {
        private final Stage stage;
        private final boolean includeUsage;
        private final Tokens tokens;
        private int sent;

        Chunks(Stage stage, boolean includeUsage, Tokens tokens) {
            this.stage = stage;
            this.includeUsage = includeUsage;
            this.tokens = tokens;
        }

        void send() {
            stage.open();
            for (int i = 0; i < choices; i++) {
                ObjectNode delta = Json.object()
                        .put("role", "assistant")
                        .put("content", "")
                        .putNull("refusal");
                chunk(Part.FRAME, i, delta, "", 0, i == 0 && rule().inFirst());
            }
            if (reasoning() > 0) {
                stage.think(reasoning());
                sent += reasoning();
            }
            for (Piece piece : speech.pieces()) {
                for (int i = 0; i < choices; i++) {
                    chunk(Part.CONTENT, i, Json.object().put("content", piece.text()), "", piece.tokens(), false);
                }
            }
            for (int use = 0; use < speech.toolUses().size(); use++) {
                for (int i = 0; i < choices; i++) {
                    toolUse(i, use, speech.toolUses().get(use));
                }
            }
            for (int i = 0; i < choices; i++) {
                boolean lastWithUsage = i == choices - 1 && rule().placed() && rule().inLast() && !includeUsage;
                chunk(Part.FRAME, i, Json.object(), finish(), 0, lastWithUsage);
            }
            if (includeUsage && rule().inLast()) {
                usageChunk();
            }
            stage.frame(new Frame(Part.END, Optional.empty(), DONE, 0, Optional.empty(), true));
        }

        private void toolUse(int choice, int index, ToolUse use) {
            ObjectNode start = toolCall(use.name(), "");
            chunk(Part.CONTENT, choice, calls(index, start), "", tokens.count(use.name()), false);
            for (Piece piece : tokens.pieces(use.text())) {
                ObjectNode more = Json.object();
                more.putObject("function").put("arguments", piece.text());
                chunk(Part.CONTENT, choice, calls(index, more), "", piece.tokens(), false);
            }
        }

        private static ObjectNode calls(int index, ObjectNode call) {
            ObjectNode delta = Json.object();
            ObjectNode numbered = Json.object().put("index", index);
            delta.putArray("tool_calls").add(numbered.setAll(call));
            return delta;
        }

        private void chunk(Part part, int choice, ObjectNode delta, String finish, int count, boolean withUsage) {
            sent += count;
            ObjectNode chunk = frame("chat.completion.chunk");
            ObjectNode one = chunk.putArray("choices").addObject().put("index", choice);
            one.set("delta", delta);
            one.putNull("logprobs");
            one.set("finish_reason", finish.isEmpty() ? one.nullNode() : one.stringNode(finish));
            Optional<JsonNode> counts = withUsage || rule().inEvery() ? counts() : Optional.empty();
            if (counts.isPresent() || includeUsage) {
                chunk.set("usage", counts.orElseGet(chunk::nullNode));
            }
            stage.frame(Frame.of(part, Optional.empty(), chunk).counting(count).with(counts));
        }

        /** With every frame the counters grow; alone in the first they are what they will be in the end. */
        private Optional<JsonNode> counts() {
            boolean growing = rule().inEvery();
            return rule().of(() ->
                    usage.chat(growing ? sent : output(), growing ? Math.min(sent, reasoning()) : reasoning()));
        }

        private void usageChunk() {
            Optional<JsonNode> counts = rule().of(() -> usage.chat(output(), reasoning()));
            if (counts.isEmpty()) {
                return;
            }
            ObjectNode chunk = frame("chat.completion.chunk");
            chunk.putArray("choices");
            chunk.set("usage", counts.get());
            stage.frame(Frame.of(Part.USAGE, Optional.empty(), chunk).with(counts));
        }
    }
}

package dev.florin.sandbox.models.anthropic;

import dev.florin.sandbox.models.answers.ToolUse;
import dev.florin.sandbox.models.script.OrderedAnswer.SentIn;
import dev.florin.sandbox.models.stage.Frame;
import dev.florin.sandbox.models.stage.Frame.Part;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.Speech;
import dev.florin.sandbox.models.stage.Stage;
import dev.florin.sandbox.models.tokens.Piece;
import dev.florin.sandbox.models.tokens.Tokens;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The events of one message, in the order in which Anthropic sends them. */
final class MessageStream {
    private final MessageAnswer answer;
    private final Stage stage;
    private final Tokens tokens;
    private int index;
    private int sent;

    MessageStream(MessageAnswer answer, Stage stage, Tokens tokens) {
        this.answer = answer;
        this.stage = stage;
        this.tokens = tokens;
    }

    void send() {
        Speech speech = answer.speech();
        stage.open();
        start();
        if (speech.reasoning() > 0) {
            thinking(speech.reasoning());
        }
        if (!speech.pieces().isEmpty()) {
            text(speech);
        }
        speech.toolUses().forEach(this::toolUse);
        ObjectNode end = event("message_delta");
        end.putObject("delta").put("stop_reason", answer.stopReason()).set("stop_sequence", answer.stopSequence());
        Optional<JsonNode> counts = answer.rule().inLast() ? answer.counts(speech.output()) : Optional.empty();
        counts.ifPresent(usage -> end.set("usage", usage));
        stage.frame(frame(Part.USAGE, end).with(counts));
        stage.frame(frame(Part.END, event("message_stop")).asLast());
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    private static Frame frame(Part part, ObjectNode event) {
        return Frame.of(part, Optional.of(Json.text(event, "type")), event);
    }

    /** The first frame says the input and, as Anthropic does, one token of output. */
    private void start() {
        SentIn place = answer.shape().usageSentIn();
        Optional<JsonNode> counts = place == SentIn.LAST
                ? Optional.empty()
                : answer.counts(place == SentIn.FIRST ? answer.speech().output() : 1);
        ObjectNode message = answer.empty();
        counts.ifPresent(usage -> message.set("usage", usage));
        ObjectNode event = event("message_start");
        event.set("message", message);
        stage.frame(frame(Part.FRAME, event).with(counts));
    }

    private void open(ObjectNode block) {
        ObjectNode event = event("content_block_start").put("index", index);
        event.set("content_block", block);
        stage.frame(frame(Part.FRAME, event));
        if (index == 0) {
            stage.frame(frame(Part.FRAME, event("ping")));
        }
    }

    private void delta(Part part, ObjectNode delta, int count) {
        sent += count;
        ObjectNode event = event("content_block_delta").put("index", index);
        event.set("delta", delta);
        Optional<JsonNode> counts = answer.rule().inEvery() ? answer.counts(sent) : Optional.empty();
        counts.ifPresent(usage -> event.set("usage", usage));
        stage.frame(frame(part, event).counting(count).with(counts));
    }

    private void close() {
        stage.frame(frame(Part.FRAME, event("content_block_stop").put("index", index)));
        index++;
    }

    private void thinking(int count) {
        open(event("thinking").put("thinking", "").put("signature", ""));
        int left = count;
        for (Piece piece : tokens.pieces(answer.thinking())) {
            int counted = Math.min(piece.tokens(), left);
            left -= counted;
            delta(Part.REASONING, event("thinking_delta").put("thinking", piece.text()), counted);
        }
        // What no word stood for counts all the same.
        delta(Part.REASONING, event("signature_delta").put("signature", MessageAnswer.SIGNATURE), left);
        close();
    }

    private void text(Speech speech) {
        open(event("text").put("text", ""));
        for (Piece piece : speech.pieces()) {
            delta(Part.CONTENT, event("text_delta").put("text", piece.text()), piece.tokens());
        }
        close();
    }

    private void toolUse(ToolUse use) {
        open(MessageAnswer.toolBlock(use, Json.object()));
        int name = tokens.count(use.name());
        for (Piece piece : tokens.pieces(use.text())) {
            delta(Part.CONTENT, event("input_json_delta").put("partial_json", piece.text()), piece.tokens() + name);
            name = 0;
        }
        close();
    }
}

package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.answers.ToolUse;
import dev.florin.sandbox.models.stage.Frame;
import dev.florin.sandbox.models.stage.Frame.Part;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.Speech;
import dev.florin.sandbox.models.stage.Stage;
import dev.florin.sandbox.models.tokens.Piece;
import dev.florin.sandbox.models.tokens.Tokens;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The events of one response, in the order in which the Responses API sends them. */
final class ResponseStream {
    private final ResponseAnswer answer;
    private final Stage stage;
    private final Tokens tokens;
    private final ArrayNode done = Json.array();
    private int sequence;
    private int sent;
    private int thought;

    ResponseStream(ResponseAnswer answer, Stage stage, Tokens tokens) {
        this.answer = answer;
        this.stage = stage;
        this.tokens = tokens;
    }

    void send() {
        Speech speech = answer.speech();
        stage.open();
        boolean early = answer.rule().inFirst();
        state("response.created", early);
        state("response.in_progress", answer.rule().inEvery());
        if (speech.reasoning() > 0) {
            reasoning(speech.reasoning());
        }
        if (answer.hasMessage()) {
            message(speech);
        }
        speech.toolUses().forEach(this::toolUse);
        String status = answer.finalStatus();
        Optional<JsonNode> counts =
                answer.rule().inLast() ? answer.counts(speech.output(), speech.reasoning()) : Optional.empty();
        ObjectNode last = event("response." + status);
        last.set("response", answer.object(status, done, counts));
        stage.frame(frame(Part.USAGE, last).with(counts).asLast());
    }

    private ObjectNode event(String type) {
        return Json.object().put("type", type).put("sequence_number", sequence++);
    }

    private static Frame frame(Part part, ObjectNode event) {
        return Frame.of(part, Optional.of(Json.text(event, "type")), event);
    }

    private void plain(ObjectNode event) {
        stage.frame(frame(Part.FRAME, event));
    }

    private void state(String type, boolean withUsage) {
        Speech speech = answer.speech();
        boolean growing = answer.rule().inEvery();
        Optional<JsonNode> counts = withUsage
                ? answer.counts(growing ? sent : speech.output(), growing ? thought : speech.reasoning())
                : Optional.empty();
        ObjectNode event = event(type);
        event.set("response", answer.object("in_progress", Json.array(), counts));
        stage.frame(frame(Part.FRAME, event).with(counts));
    }

    private void item(String type, JsonNode item) {
        ObjectNode event = event(type).put("output_index", done.size());
        event.set("item", item);
        plain(event);
    }

    private ObjectNode inItem(String type, String item) {
        return event(type).put("item_id", item).put("output_index", done.size());
    }

    private void reasoning(int count) {
        ObjectNode item = answer.reasoningItem(false);
        String id = Json.text(item, "id");
        item("response.output_item.added", item);
        stage.think(count);
        sent += count;
        thought = count;
        if (answer.summarizes()) {
            String summary = ResponseAnswer.summary();
            ObjectNode part = Json.object().put("type", "summary_text");
            ObjectNode added =
                    inItem("response.reasoning_summary_part.added", id).put("summary_index", 0);
            added.set("part", part.deepCopy().put("text", ""));
            plain(added);
            plain(inItem("response.reasoning_summary_text.delta", id)
                    .put("summary_index", 0)
                    .put("delta", summary));
            plain(inItem("response.reasoning_summary_text.done", id)
                    .put("summary_index", 0)
                    .put("text", summary));
            ObjectNode finished =
                    inItem("response.reasoning_summary_part.done", id).put("summary_index", 0);
            finished.set("part", part.put("text", summary));
            plain(finished);
        }
        ObjectNode whole = answer.reasoningItem(true);
        item("response.output_item.done", whole);
        done.add(whole);
    }

    private void message(Speech speech) {
        ObjectNode started = answer.messageItem("in_progress", Optional.empty());
        String id = Json.text(started, "id");
        item("response.output_item.added", started);
        ObjectNode added = inItem("response.content_part.added", id).put("content_index", 0);
        added.set("part", ResponseAnswer.textPart(""));
        plain(added);
        for (Piece piece : speech.pieces()) {
            ObjectNode delta = inItem("response.output_text.delta", id)
                    .put("content_index", 0)
                    .put("delta", piece.text());
            delta.putArray("logprobs");
            content(delta, piece.tokens());
        }
        String text = speech.text();
        ObjectNode said =
                inItem("response.output_text.done", id).put("content_index", 0).put("text", text);
        said.putArray("logprobs");
        plain(said);
        ObjectNode part = inItem("response.content_part.done", id).put("content_index", 0);
        part.set("part", ResponseAnswer.textPart(text));
        plain(part);
        ObjectNode whole = answer.messageItem(speech.cutShort() ? "incomplete" : "completed", Optional.of(text));
        item("response.output_item.done", whole);
        done.add(whole);
    }

    private void content(ObjectNode event, int count) {
        sent += count;
        Optional<JsonNode> counts = answer.rule().inEvery() ? answer.counts(sent, thought) : Optional.empty();
        counts.ifPresent(usage -> event.set("usage", usage));
        stage.frame(frame(Part.CONTENT, event).counting(count).with(counts));
    }

    private void toolUse(ToolUse use) {
        String id = Json.id("");
        String item = "fc_" + id;
        item("response.output_item.added", ResponseAnswer.toolItem(id, "in_progress", use, ""));
        int name = tokens.count(use.name());
        for (Piece piece : tokens.pieces(use.text())) {
            ObjectNode delta =
                    inItem("response.function_call_arguments.delta", item).put("delta", piece.text());
            content(delta, piece.tokens() + name);
            name = 0;
        }
        plain(inItem("response.function_call_arguments.done", item)
                .put("name", use.name())
                .put("arguments", use.text()));
        ObjectNode whole = ResponseAnswer.toolItem(id, "completed", use, use.text());
        item("response.output_item.done", whole);
        done.add(whole);
    }
}

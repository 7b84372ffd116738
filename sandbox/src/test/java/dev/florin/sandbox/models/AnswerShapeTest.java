package dev.florin.sandbox.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.models.RunningModels.Heard;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a script says of the answer's frame, its usage and its pace. */
class AnswerShapeTest {
    private final RunningModels models = new RunningModels();

    @AfterEach
    void stop() {
        models.close();
    }

    private static List<JsonNode> usages(Heard heard) {
        return heard.data().stream()
                .filter(data -> data.startsWith("{"))
                .map(RunningModels.JSON::readTree)
                .map(data -> data.path("usage"))
                .filter(JsonNode::isObject)
                .toList();
    }

    @Test
    void theFinishIsTheDialectsWord() {
        models.script("{'frames': 1, 'finish': 'content_filter'}");
        assertEquals(
                "content_filter",
                models.chat(false).json().at("/choices/0/finish_reason").asString());
        models.script("{'frames': 1, 'finish': 'refusal'}");
        assertEquals("refusal", models.message(false).json().path("stop_reason").asString());
        models.script("{'frames': 1, 'finish': 'incomplete'}");
        assertTrue(models.response(true).text().contains("event: response.incomplete"));
    }

    @Test
    void modelAndIdAreWhatTheScriptSays() {
        models.script("{'frames': 1, 'model': 'served-1', 'id': 'x1'}");
        JsonNode answer = models.chat(false).json();
        assertEquals("served-1", answer.path("model").asString());
        assertEquals("x1", answer.path("id").asString());
    }

    @Test
    void theUsageIsSentAsItStandsOrNotAtAll() {
        models.script("{'frames': 1, 'usage': {'prompt_tokens': 7, 'completion_tokens': 999999}}");
        assertEquals(
                999_999,
                models.chat(false).json().at("/usage/completion_tokens").asInt());
        assertEquals(1, models.lastCall().path("output_tokens").asInt(), "the record keeps the truth");
        models.script("{'frames': 1, 'usage': null}");
        assertEquals(List.of(), usages(models.chat(true)));
        assertTrue(models.lastCall().path("usage_sent").isNull());
        models.script("{'frames': 1, 'usage': null}");
        assertFalse(models.message(true).text().contains("input_tokens"));
        models.script("{'frames': 1, 'usage': null}");
        assertTrue(models.response(false).json().path("usage").isNull());
    }

    @Test
    void theUsageComesInTheFramesThatTheScriptNames() {
        models.script("{'frames': 3, 'usage_sent_in': 'every'}");
        List<Integer> counts = usages(models.chat(true)).stream()
                .map(usage -> usage.path("completion_tokens").asInt())
                .toList();
        assertEquals(List.of(0, 1, 2, 3, 3, 3), counts);
        models.script("{'frames': 3, 'usage_sent_in': 'first'}");
        assertEquals(1, usages(models.chat(true)).size());
        models.script("{'frames': 3, 'usage_sent_in': 'last'}");
        Heard message = models.message(true);
        assertFalse(message.data().getFirst().contains("input_tokens"));
        assertEquals(1, usages(message).size());
    }

    @Test
    void aWholeBodyIsSentWordByWord() {
        models.script("{'body': {'id': 'a', 'choices': [], 'extra': [1]}}");
        assertEquals(
                "{\"id\":\"a\",\"choices\":[],\"extra\":[1]}",
                models.chat(false).text());
    }

    @Test
    void eventsAreWrittenAsTheyStandAndCountAsFrames() {
        models.script("{'events': [{'event': 'message_start', 'data': {'type': 'message_start', 'message':"
                + " {'usage': {'input_tokens': 9}}}}, {'data': 'not json'}], 'cut_after': 1}");
        Heard cut = models.message(true);
        assertFalse(cut.whole());
        assertEquals(
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9}}}\n\n",
                cut.text());
        assertEquals(9, models.lastCall().at("/usage_sent/input_tokens").asInt());
        models.script("{'events': [{'data': 'not json', 'pause_ms': 1}]}");
        assertEquals("data: not json\n\n", models.message(true).text());
        assertEquals(1, models.lastCall().path("frames_sent").asInt());
    }

    @Test
    void pausesAreKept() {
        models.script("{'frames': 3, 'delay_ms': 40, 'first_frame_ms': 40, 'pause_ms': 30, 'usage_delay_ms': 40}");
        long before = System.nanoTime();
        models.chat(true);
        assertTrue(System.nanoTime() - before >= 180_000_000L, "it came too early");
    }

    @Test
    void withoutAScriptAStreamHasAModelsPace() {
        long before = System.nanoTime();
        Heard heard = models.chat(true);
        long millis = (System.nanoTime() - before) / 1_000_000;
        assertTrue(millis >= 150 + 16L * (heard.pieces().size() - 1), "it came too early: " + millis);
    }

    @Test
    void everyChoiceIsAnsweredAndCounted() {
        models.script("{'frames': 2}");
        JsonNode answer = models.post(
                        "/openai/v1/chat/completions",
                        "{\"model\": \"m\", \"n\": 3, \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}")
                .json();
        assertEquals(3, answer.path("choices").size());
        assertEquals(6, answer.at("/usage/completion_tokens").asInt());
    }
}

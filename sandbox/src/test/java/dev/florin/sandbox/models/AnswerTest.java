package dev.florin.sandbox.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.models.RunningModels.Heard;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a script's {@code answer} orders is what a caller sees and what the records say. */
class AnswerTest {
    private final RunningModels models = new RunningModels();

    @AfterEach
    void stop() {
        models.close();
    }

    private static List<String> words(int count) {
        return Collections.nCopies(count, " word");
    }

    @Test
    void framesAreWordsOfOneTokenAndAreCountedSo() {
        models.script("{'frames': 5}");
        Heard heard = models.chat(true);
        assertEquals(words(5), heard.pieces());
        JsonNode call = models.lastCall();
        assertEquals(5, call.path("frames_sent").asInt());
        assertEquals(5, call.path("output_tokens").asInt());
        assertEquals(5, call.path("usage_sent").path("completion_tokens").asInt());
        assertEquals("finished", call.path("state").asString());
        models.script("{'frames': 5}");
        assertEquals(
                " word word word word word",
                models.chat(false).json().at("/choices/0/message/content").asString());
    }

    @Test
    void noFramesAreAnEmptyAnswer() {
        models.script("{'frames': 0}");
        JsonNode answer = models.message(false).json();
        assertEquals(0, answer.path("content").size());
        assertEquals(0, answer.at("/usage/output_tokens").asInt());
    }

    @Test
    void fillGoesToTheRequestsLimitOrToSixteen() {
        models.script("{'fill': true}");
        Heard limited = models.chat(true);
        assertEquals(words(40), limited.pieces());
        assertTrue(limited.text().contains("\"finish_reason\":\"length\""));
        models.script("{'fill': true}");
        assertEquals(
                16, models.response(false).json().at("/usage/output_tokens").asInt());
    }

    @Test
    void aTextComesOneFrameAWord() {
        models.script("{'text': 'Paris is, of course, a city.'}");
        assertEquals(
                List.of("Paris", " is,", " of", " course,", " a", " city."),
                models.chat(true).pieces());
    }

    @Test
    void toolsAreCalledInEachDialect() {
        models.script("{'tool_calls': [{'name': 'weather', 'arguments': {'city': 'Rome'}}]}");
        JsonNode chat = models.chat(false).json().path("choices").path(0);
        assertEquals("tool_calls", chat.path("finish_reason").asString());
        assertEquals(
                "{\"city\":\"Rome\"}",
                chat.at("/message/tool_calls/0/function/arguments").asString());
        models.script("{'tool_calls': [{'name': 'weather', 'arguments': {'city': 'Rome'}}]}");
        JsonNode message = models.message(false).json();
        assertEquals("tool_use", message.path("stop_reason").asString());
        assertEquals("Rome", message.at("/content/0/input/city").asString());
        models.script("{'tool_calls': [{'name': 'weather', 'arguments': {'city': 'Rome'}}]}");
        assertTrue(models.response(true).text().contains("response.function_call_arguments.done"));
    }

    @Test
    void reasoningCountsAsOutputBeforeTheText() {
        models.script("{'frames': 2, 'reasoning_tokens': 30}");
        JsonNode usage = models.response(false).json().path("usage");
        assertEquals(32, usage.path("output_tokens").asInt());
        assertEquals(30, usage.at("/output_tokens_details/reasoning_tokens").asInt());
        models.script("{'frames': 2, 'reasoning_tokens': 30}");
        assertTrue(models.message(true).text().contains("thinking_delta"));
        assertEquals(32, models.lastCall().path("output_tokens").asInt());
        assertEquals(2, models.lastCall().path("frames_sent").asInt());
    }

    @Test
    void anErrorComesInTheDialectsEnvelopeWithItsHeaders() {
        models.script("{'status': 429, 'headers': {'retry-after': '7'}, 'error': {'message': 'slow down'}}");
        Heard chat = models.chat(true);
        assertEquals(429, chat.status());
        assertEquals("slow down", chat.json().at("/error/message").asString());
        assertEquals("rate_limit_exceeded", chat.json().at("/error/code").asString());
        models.script("{'status': 529}");
        Heard message = models.message(false);
        assertEquals(529, message.status());
        assertEquals("overloaded_error", message.json().at("/error/type").asString());
        assertEquals(0, models.lastCall().path("input_tokens").asInt(), "nothing was used");
    }

    @Test
    void aRefusedConnectionEndsBeforeAnyByte() {
        models.script("{'refuse': true}");
        assertThrows(CompletionException.class, () -> models.chat(false));
        assertEquals("cut", models.lastCall().path("state").asString());
        assertTrue(models.lastCall().path("status").isNull());
    }

    @Test
    void aCutComesAfterThatManyFrames() {
        models.script("{'frames': 9, 'cut_after': 4}");
        Heard heard = models.chat(true);
        assertFalse(heard.whole());
        assertEquals(words(4), heard.pieces());
        assertEquals("cut", models.lastCall().path("state").asString());
        assertEquals(4, models.lastCall().path("output_tokens").asInt());
        models.script("{'frames': 9, 'cut_after': 0, 'cut': 'reset'}");
        assertEquals(List.of(), models.chat(true).data());
        models.script("{'frames': 9, 'cut_after': 4}");
        assertFalse(models.chat(false).whole());
    }

    @Test
    void aCutBeforeTheUsageLeavesOutOnlyTheEnd() {
        models.script("{'frames': 3, 'cut_before_usage': true}");
        Heard chat = models.chat(true);
        assertFalse(chat.whole());
        assertEquals(words(3), chat.pieces());
        assertTrue(chat.text().contains("\"finish_reason\":\"stop\""));
        assertFalse(chat.text().contains("[DONE]"));
        models.script("{'frames': 3, 'cut_before_usage': true}");
        Heard message = models.message(true);
        assertTrue(message.text().contains("content_block_stop"));
        assertFalse(message.text().contains("message_delta"));
    }

    @Test
    void aMalformedFrameIsAmongSoundOnes() {
        models.script("{'frames': 3, 'malformed_after': 1}");
        Heard heard = models.chat(true);
        assertEquals(words(3), heard.pieces());
        long broken = heard.data().stream()
                .filter(data -> data.startsWith("{") && !data.endsWith("}"))
                .count();
        assertEquals(1, broken);
        models.script("{'frames': 3, 'malformed_after': 1}");
        Heard whole = models.chat(false);
        assertThrows(JacksonException.class, whole::json);
    }

    @Test
    void anErrorInsideAStreamEndsIt() {
        models.script("{'frames': 3, 'error_after': 2, 'error': {'type': 'overloaded_error', 'message': 'full'}}");
        Heard message = models.message(true);
        assertEquals(200, message.status());
        assertTrue(message.text().contains("event: error"));
        assertTrue(message.text().contains("overloaded_error"));
        assertFalse(message.text().contains("message_stop"));
        assertEquals(2, models.lastCall().path("frames_sent").asInt());
    }

    @Test
    void aStalledAnswerIsSilentUntilTheCallerLeaves() {
        models.script("{'frames': 5, 'stall_after': 2}");
        CompletableFuture<Heard> waiting = models.later("/openai/v1/chat/completions", RunningModels.chatBody(true));
        JsonNode call = models.awaitCall(each -> each.path("frames_sent").asInt() == 2);
        assertEquals("answering", call.path("state").asString());
        assertEquals(1, models.calls().at("/totals/open").asInt());
        waiting.cancel(true);
    }

    @Test
    void aLatchHoldsTheAnswerOrItsRest() {
        models.script("{'frames': 4, 'wait_for': 'go', 'wait_after': 2}");
        CompletableFuture<Heard> waiting = models.later("/openai/v1/chat/completions", RunningModels.chatBody(true));
        models.awaitCall(each -> each.path("frames_sent").asInt() == 2);
        models.open("go");
        assertEquals(words(4), waiting.join().pieces());
        models.script("{'frames': 1, 'wait_for': 'start'}");
        CompletableFuture<Heard> second = models.later("/openai/v1/chat/completions", RunningModels.chatBody(false));
        models.awaitState("waiting");
        models.open("start");
        assertEquals(200, second.join().status());
    }
}

package dev.florin.server.web.assistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.gateway.wire.Dialect;
import dev.florin.server.gateway.wire.Reading;
import dev.florin.server.gateway.wire.RequestReader;
import dev.florin.server.storage.Conversation.Kind;
import dev.florin.server.storage.Conversation.Message;
import dev.florin.server.storage.Conversation.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What models are sent, and what is taken of their answers. */
class PromptTest {
    private static final @Nullable String NONE = null;

    @Test
    void whatWasSaidIsSentInItsOrderWithoutAnswersThatNeverCame() {
        List<Message> said = List.of(
                message(1, "One?", NONE), message(2, "", NONE), message(3, "Two?", NONE), message(4, "Two!", NONE));
        assertEquals(List.of("user One?", "user Two?", "assistant Two!", "user Three?"), turns(said, "Three?", 1_000));
    }

    @Test
    void theOldestIsLeftOutWhereAllIsTooLongAndTheCustomerBegins() {
        List<Message> said = List.of(message(1, "a".repeat(50), NONE), message(2, "b".repeat(50), NONE));
        assertEquals(List.of("user c"), turns(said, "c", 60));
        assertEquals(3, turns(said, "c", 101).size());
    }

    @Test
    void aTaskNamesItsLanguageAndIsARequestThatTheGatewayReads() {
        List<Message> said = List.of(message(1, "A map", "Java"));
        byte[] body = Prompt.body(Kind.CODE, "small", said, NONE, 1_000);
        assertTrue(new String(body, StandardCharsets.UTF_8).contains("A map\\n\\nLanguage: Java"));
        assertInstanceOf(Reading.Accepted.class, RequestReader.read(Dialect.OPENAI_CHAT, body));
    }

    @Test
    void wordsAreTakenOfAStreamInWhateverPiecesItComes() throws IOException {
        StringBuilder words = new StringBuilder();
        AnswerSink sink = new AnswerSink(words::append, () -> false);
        String stream = """
                : hello

                data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

                data: {"choices":[{"index":0,"delta":{"content":"Grüß "}}]}

                data: {"choices":[{"index":0,"delta":{"content":"Gott"},"finish_reason":"length"}]}

                data: {"choices":[],"usage":{"prompt_tokens":3}}

                data: [DONE]

                """;
        for (byte each : stream.getBytes(StandardCharsets.UTF_8)) {
            sink.write(each);
        }
        assertEquals("Grüß Gott", words.toString());
        assertTrue(sink.isCut() && !sink.isBroken());
        sink.write("data: {\"error\":{\"message\":\"x\"}}\n\n".getBytes(StandardCharsets.UTF_8));
        assertTrue(sink.isBroken());
    }

    @Test
    void whoHasHadEnoughTakesNoMore() throws IOException {
        AtomicBoolean enough = new AtomicBoolean();
        AnswerSink sink = new AnswerSink(words -> {}, enough::get);
        sink.write(new byte[] {':', '\n'});
        enough.set(true);
        assertThrows(IOException.class, () -> sink.write(new byte[] {':', '\n'}));
    }

    private static List<String> turns(List<Message> said, String question, int most) {
        JsonNode body = new JsonMapper().readTree(Prompt.body(Kind.CHAT, "small", said, question, most));
        return body.path("messages")
                .valueStream()
                .filter(turn -> !turn.path("role").asString().equals("system"))
                .map(turn -> turn.path("role").asString() + " "
                        + turn.path("content").asString())
                .toList();
    }

    private static Message message(int number, String text, @Nullable String language) {
        return new Message(number, number % 2 == 0, text, "small", language, State.DONE, null, null, Instant.EPOCH);
    }
}

package dev.florin.server.gateway.calls;

import static dev.florin.server.gateway.calls.StreamStage.chat;
import static dev.florin.server.gateway.calls.StreamStage.chatUsage;
import static dev.florin.server.gateway.calls.StreamStage.chunk;
import static dev.florin.server.gateway.calls.StreamStage.cost;
import static dev.florin.server.gateway.calls.StreamStage.word;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.check.Check;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Refusal;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Dialect;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a stream passes on and what it costs, in all five shapes: as asked for, and translated both ways. */
class StreamedCallsTest {
    private static final String ASK_USAGE = ",\"max_tokens\":100,\"stream_options\":{\"include_usage\":true}";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String FINISH = chunk("", "stop");

    private StreamStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new StreamStage();
        stage.give("1.00");
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    private static String event(String name, String members) {
        return "event: " + name + "\ndata: {\"type\":\"" + name + "\"," + members + "}\n\n";
    }

    private static final String MESSAGE = event(
                    "message_start",
                    "\"message\":{\"id\":\"msg\",\"model\":\"c-1\",\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}")
            + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
            + event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" word\"}")
            + event("content_block_stop", "\"index\":0");
    private static final String MESSAGE_END =
            event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}")
                    + event("message_stop", "\"x\":0");

    private static CallRequest messages(String model) {
        return StreamStage.request(
                Dialect.ANTHROPIC_MESSAGES,
                "{\"model\":\"" + model + "\",\"max_tokens\":100,\"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    private void plays(String stream) {
        stage.provider.plays(wire -> {
            wire.head();
            wire.say(stream);
        });
    }

    @Test
    void bytesPassUnchangedButForTheCostInTheUsage() throws InterruptedException {
        plays(word() + FINISH + chatUsage(8, 1) + DONE);
        String heard = stage.heard(chat(ASK_USAGE));
        assertTrue(heard.startsWith(word() + FINISH + "data: {\"id\":\"c\",\"choices\":[],\"usage\":{"), heard);
        assertTrue(heard.contains("\"total_tokens\":9,\"cost\":\"0.000018\",\"cost_details\":{"), heard);
        assertTrue(heard.endsWith(DONE), heard);
        assertEquals(cost(8, 1).negated(), stage.lastRow().amount());
        assertFalse(stage.spending().estimated());
        assertTrue(stage.provider.received().getFirst().contains("\"include_usage\":true"));
    }

    @Test
    void whoAskedForNoUsageGetsTheCostAsAComment() throws InterruptedException {
        plays(word() + FINISH + chatUsage(8, 1) + DONE);
        assertEquals(
                word() + FINISH + ": florin {\"cost\":\"0.000018\",\"transaction\":\"txn_2\"}\n\n" + DONE,
                stage.heard(chat(",\"max_tokens\":100")));
    }

    @Test
    void aStreamComesInWhateverPiecesTheNetworkMakes() throws InterruptedException {
        String stream = word() + FINISH + chatUsage(8, 1) + DONE;
        stage.provider.plays(wire -> {
            wire.head();
            for (int i = 0; i < stream.length(); i++) {
                wire.say(stream.substring(i, i + 1));
            }
        });
        assertTrue(stage.heard(chat("")).startsWith(word() + FINISH));
        assertEquals(cost(8, 1).negated(), stage.lastRow().amount());
    }

    @Test
    void aMessageCarriesTheCostInItsLastDelta() throws InterruptedException {
        plays(MESSAGE + MESSAGE_END);
        String heard = stage.heard(messages("c-1"));
        assertTrue(heard.startsWith(MESSAGE + "event: message_delta\n"), heard);
        assertTrue(heard.contains("\"output_tokens\":2,\"cost\":\"0.000029\""), heard);
        assertEquals(cost(9, 2).negated(), stage.lastRow().amount());
    }

    @Test
    void aResponseCarriesTheCostInItsLastEvent() throws InterruptedException {
        plays(event("response.output_text.delta", "\"delta\":\" word\"")
                + event(
                        "response.completed",
                        "\"response\":{\"model\":\"m-1\",\"status\":\"completed\",\"usage\":"
                                + "{\"input_tokens\":8,\"output_tokens\":3,\"total_tokens\":11}}"));
        String heard = stage.heard(StreamStage.request(
                Dialect.OPENAI_RESPONSES,
                "{\"model\":\"m-1\",\"stream\":true,\"input\":\"Hi\",\"max_output_tokens\":100}"));
        assertTrue(heard.contains("\"total_tokens\":11,\"cost\":\"0.000038\""), heard);
        assertEquals(cost(8, 3).negated(), stage.lastRow().amount());
    }

    @Test
    void aChatIsAnsweredByAModelThatSpeaksMessages() throws InterruptedException {
        plays(MESSAGE + MESSAGE_END);
        CallRequest request = StreamStage.request(
                Dialect.OPENAI_CHAT,
                "{\"model\":\"c-1\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + ASK_USAGE
                        + "}");
        String heard = stage.heard(request);
        assertTrue(heard.contains("\"delta\":{\"content\":\" word\"}"), heard);
        assertTrue(heard.contains("\"completion_tokens\":2"), heard);
        assertTrue(heard.contains("\"cost\":\"0.000029\""), heard);
        assertTrue(heard.endsWith(DONE), heard);
        assertEquals(cost(9, 2).negated(), stage.lastRow().amount());
        assertTrue(stage.provider.received().getFirst().contains("\"max_tokens\":100"));
    }

    @Test
    void aMessageIsAnsweredByAModelThatSpeaksChat() throws InterruptedException {
        // Without the end marker: the caller gets a whole message all the same.
        plays(word() + FINISH + chatUsage(8, 1));
        String heard = stage.heard(messages("m-1"));
        assertTrue(heard.contains("\"text_delta\",\"text\":\" word\""), heard);
        assertTrue(heard.contains("\"cost\":\"0.000018\""), heard);
        assertTrue(heard.contains("event: message_stop"), heard);
        assertEquals(cost(8, 1).negated(), stage.lastRow().amount());
    }

    @Test
    void whatTheOtherDialectCannotSayIsRefusedBeforeAnythingIsHeld() throws InterruptedException {
        CallRequest request =
                StreamStage.request(Dialect.OPENAI_RESPONSES, "{\"model\":\"c-1\",\"stream\":true,\"input\":\"Hi\"}");
        assertInstanceOf(StreamResult.Unspeakable.class, stage.open(request, Presence.STAYS));
        assertEquals(1, stage.books().rows().size());
    }

    @Test
    void usageThatIsMissingOrAbsurdIsCountedAndMarked() throws InterruptedException {
        for (String usage : new String[] {
            "", chatUsage(8, 101), chatUsage(5_000, 1), chatUsage(4_294_967_295L, 1), chatUsage(-1, -1), chatUsage(8, 0)
        }) {
            plays(word() + word() + FINISH + usage + DONE);
            stage.heard(chat(",\"max_tokens\":100"));
            assertTrue(stage.spending().estimated(), usage);
            assertEquals(2, Check.present(stage.spending().usage(), "usage").outputTokens(), usage);
        }
    }

    @Test
    void cumulativeCountersInEveryFrameAreChargedOnce() throws InterruptedException {
        String counted = word().replace("}]}", "}],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":1}}");
        plays(counted + counted.replace("tokens\":1", "tokens\":2") + FINISH + chatUsage(8, 2) + DONE);
        stage.heard(chat(""));
        assertEquals(cost(8, 2).negated(), stage.lastRow().amount());
        assertEquals(2, stage.books().rows().size());
    }

    @Test
    void aFrameThatCannotBeReadPassesAndTheRestIsCharged() throws InterruptedException {
        String odd = "data: {\"choices\":[{\n\n";
        plays(word() + odd + word() + FINISH + chatUsage(8, 2) + DONE);
        assertTrue(stage.heard(chat("")).startsWith(word() + odd + word() + FINISH));
        assertEquals(cost(8, 2).negated(), stage.lastRow().amount());
    }

    @Test
    void anEmptyAnswerIsFreeAndReasoningAloneIsNot() throws InterruptedException {
        plays(FINISH + chatUsage(8, 0) + DONE);
        stage.heard(chat(""));
        assertEquals(ReasonCode.EMPTY, stage.lastRow().reasonCode());
        plays(chunk("\"reasoning_content\":\"Hm\"", null) + FINISH + chatUsage(8, 1) + DONE);
        stage.heard(chat(""));
        assertEquals(cost(8, 1).negated(), stage.lastRow().amount());
    }

    @Test
    void everyChoiceIsHeldAndCharged() throws InterruptedException {
        plays(word() + word().replace("index\":0", "index\":1") + FINISH + chatUsage(8, 150) + DONE);
        stage.heard(chat(",\"n\":2,\"max_tokens\":100"));
        assertEquals(cost(8, 150).negated(), stage.lastRow().amount());
        assertInstanceOf(
                Refusal.InsufficientCredits.class,
                refused(stage.open(chat(",\"n\":5,\"max_tokens\":20001"), Presence.STAYS)));
    }

    private static Refusal refused(StreamResult result) {
        return assertInstanceOf(
                        CallResult.NotAdmitted.class,
                        assertInstanceOf(StreamResult.NotOpened.class, result).why())
                .why();
    }

    @Test
    void aProvidersRefusalIsPassedOnAndFree() throws InterruptedException {
        stage.provider.plays(wire -> {
            wire.head(429, "application/json");
            wire.say("{\"error\":{\"message\":\"slow down\"}}");
        });
        StreamResult.NotOpened result =
                assertInstanceOf(StreamResult.NotOpened.class, stage.open(chat(""), Presence.STAYS));
        assertEquals(
                429,
                assertInstanceOf(CallResult.Refused.class, result.why())
                        .refused()
                        .status());
        assertEquals(ReasonCode.FAILED, stage.lastRow().reasonCode());
    }
}

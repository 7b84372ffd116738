package dev.florin.server.gateway.wire;

import static dev.florin.server.gateway.wire.Dialect.ANTHROPIC_MESSAGES;
import static dev.florin.server.gateway.wire.Dialect.OPENAI_CHAT;
import static dev.florin.server.gateway.wire.Dialect.OPENAI_RESPONSES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StreamMeterTest {
    private static final String ASK =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true%s}";
    private static final String ASK_USAGE = ASK.formatted(",\"stream_options\":{\"include_usage\":true}");
    private static final String ASK_MESSAGE =
            "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}";

    private static final String CHUNK =
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]%s}\n\n";
    private static final String TWO = CHUNK.formatted("\"role\":\"assistant\",\"content\":\"\"", "null", "")
            + CHUNK.formatted("\"content\":\"Hello\"", "null", "")
            + CHUNK.formatted("\"content\":\" world\"", "null", "");
    private static final String FINISH = CHUNK.formatted("", "\"stop\"", "");
    private static final String COUNTS = "\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2,\"total_tokens\":10";
    private static final String USAGE = "data: {\"id\":\"c\",\"choices\":[]," + COUNTS + "}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private static final String MESSAGE = event(
                    "message_start",
                    "\"message\":{\"id\":\"msg\",\"model\":\"claude-x\",\"usage\":{\"input_tokens\":25,"
                            + "\"cache_read_input_tokens\":5,\"output_tokens\":1}}")
            + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
            + event("ping", "\"x\":0")
            + event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}");
    private static final String MESSAGE_STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    @Test
    void theUsageThatWasAskedForGetsTheCost() {
        StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK_USAGE);
        assertEquals(
                TWO + FINISH + "data: {\"id\":\"c\",\"choices\":[]," + COUNTS + "," + Fixtures.COST + "}}\n\n" + DONE,
                Fixtures.relayed(meter, TWO + FINISH + USAGE + DONE, Fixtures.NOTE));
        assertEquals(new UsageCounts(8, 2, Map.of()), Fixtures.counted(meter.usage()));
        assertEquals(2, meter.outputSoFar().most());
        assertEquals("stop", meter.said().finish().orElseThrow());
    }

    @Test
    void theUsageThatNobodyAskedForIsHiddenAndTheCostIsAComment() {
        StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK.formatted(""));
        assertEquals(
                TWO + FINISH + Fixtures.COMMENT + DONE,
                Fixtures.relayed(meter, TWO + FINISH + USAGE + DONE, Fixtures.NOTE));
        assertEquals(new UsageCounts(8, 2, Map.of()), Fixtures.counted(meter.usage()));
    }

    @Test
    void countersInEveryChunkCountOnceAndTheLastGetsTheCost() {
        String growing = CHUNK.formatted(
                "\"content\":\"Hello\"", "null", ",\"usage\":{\"prompt_tokens\":8," + "\"completion_tokens\":1}");
        String end = CHUNK.formatted("", "\"stop\"", "," + COUNTS + "}");
        StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK_USAGE);
        String relayed = Fixtures.relayed(meter, growing + end + DONE, Fixtures.NOTE);
        assertEquals(growing + end.replace("10}}", "10," + Fixtures.COST + "}}") + DONE, relayed);
        assertEquals(2, Fixtures.counted(meter.usage()).output());
        // The details come after the finish reason: the last word counts.
        StreamMeter late = Fixtures.meter(OPENAI_CHAT, ASK_USAGE);
        String details = USAGE.replace("10}}", "10,\"prompt_tokens_details\":{\"cached_tokens\":4}}}");
        String all = Fixtures.relayed(late, growing + end + details + DONE, Fixtures.NOTE);
        assertTrue(all.startsWith(growing + end + "data: {\"id\":\"c\",\"choices\":[]"), all);
        assertEquals(
                4, Fixtures.counted(late.usage()).parts().values().iterator().next());
    }

    @Test
    void usageInTheTextOfAnAnswerIsText() {
        String text = "\"content\":\"data: {\\\"usage\\\":{\\\"prompt_tokens\\\":999}}\\n\\n[DONE]\"";
        StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK.formatted(""));
        Fixtures.relayed(meter, CHUNK.formatted(text, "null", "") + FINISH + USAGE + DONE, Fixtures.NOTE);
        assertEquals(8, Fixtures.counted(meter.usage()).input());
    }

    @Test
    void aStreamCutBeforeItsEndSaysSoInTheDialect() {
        StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK.formatted(""));
        String relayed = Fixtures.relayed(meter, TWO, Fixtures.NOTE);
        assertEquals(
                TWO + Fixtures.COMMENT
                        + "data: {\"error\":{\"message\":\"The provider broke off.\",\"type\":\"server_error\","
                        + "\"code\":\"upstream_error\",\"param\":null}}\n\n",
                relayed);
        assertTrue(meter.said().hasContent() && meter.said().finish().isEmpty());
        // Only the marker is missing: the answer is whole.
        StreamMeter unmarked = Fixtures.meter(OPENAI_CHAT, ASK.formatted(""));
        assertEquals(TWO + FINISH + Fixtures.COMMENT, Fixtures.relayed(unmarked, TWO + FINISH + USAGE, Fixtures.NOTE));
    }

    @Test
    void anErrorInsideAStreamIsNoContent() {
        String error = "data: {\"error\":{\"message\":\"overloaded, sorry, very sorry\"}}\n\n";
        StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK.formatted(""));
        assertEquals(error, Fixtures.relayed(meter, error + DONE, null).replace(DONE, ""));
        assertTrue(meter.said().hasFailed());
        assertFalse(meter.said().hasContent());
        assertEquals(0, meter.outputSoFar().most());
    }

    @Test
    void anErrorInsideAStreamIsTheLastWordAndTellsNoSecret() {
        String words = "\"message\":\"org-AbCdEf123456 of sk-proj-abcdefgh is limited\"}}\n\n";
        for (String error : List.of(
                "data: {\"error\":{" + words,
                "event: error\ndata: {\"type\":\"error\",\"error\":{" + words,
                "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{"
                        + words.replace("}}", "}}}"))) {
            Dialect dialect = error.startsWith("data")
                    ? OPENAI_CHAT
                    : error.contains("response") ? OPENAI_RESPONSES : ANTHROPIC_MESSAGES;
            String ask =
                    dialect == OPENAI_RESPONSES ? "{\"model\":\"m\",\"input\":\"Hi\",\"stream\":true}" : ASK_MESSAGE;
            StreamMeter meter = Fixtures.meter(dialect, ask);
            assertEquals(
                    error.replace("org-AbCdEf123456", "…").replace("sk-proj-abcdefgh", "…"),
                    Fixtures.relayed(meter, error + error, null));
            assertTrue(meter.said().hasFailed());
        }
    }

    @Test
    void usageOfSeveralLinesStaysOneFrame() {
        String usage = "data: {\"choices\":[],\ndata: \"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2,"
                + "\"prompt_tokens_details\":{\ndata: \"cached_tokens\":4}}}\n\n";
        for (String end : List.of("\n", "\r\n", "\r")) {
            StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK_USAGE);
            String sent = (TWO + FINISH + usage + DONE).replace("\n", end);
            String out = Fixtures.relayed(meter, sent, Fixtures.NOTE);
            List<SseFrame> frames = Fixtures.frames(out);
            SseFrame last = frames.get(frames.size() - 2);
            Json.Members read =
                    JsonReader.objectIn(Objects.requireNonNull(last.data())).orElseThrow();
            assertEquals("0.0113", Objects.requireNonNull(read.members("usage")).text("cost"));
            assertTrue(frames.getLast().isDone());
        }
    }

    @Test
    void whatCannotBeReadPassesAsItCame() {
        String odd = "data: {\"choices\":[{\n\n: hello\n\ndata: 7\n\n";
        StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK.formatted(""));
        assertEquals(odd + FINISH + DONE, Fixtures.relayed(meter, odd + FINISH + DONE, null));
    }

    @Test
    void toolCallsAndThinkingAreCounted() {
        String call = CHUNK.formatted(
                "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]",
                "null",
                "");
        String thought = CHUNK.formatted("\"reasoning_content\":\"Hello world\"", "null", "");
        StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK.formatted(""));
        Fixtures.relayed(meter, thought + call + FINISH + DONE, null);
        assertTrue(meter.said().hasContent() && meter.said().hasReasoning());
        assertEquals(4, meter.outputSoFar().most());
        assertInstanceOf(UsageReading.Missing.class, meter.usage());
    }

    @Test
    void aStreamThatIsStoppedEndsLikeOneAtItsLimit() {
        StreamMeter meter = Fixtures.meter(OPENAI_CHAT, ASK_USAGE);
        Fixtures.frames(TWO).forEach(meter::take);
        String end = all(meter.stopped(new UsageCounts(8, 2, Map.of()), Fixtures.NOTE));
        assertTrue(end.startsWith(
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\","
                        + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"));
        assertTrue(end.contains("\"completion_tokens\":2") && end.contains(Fixtures.COST) && end.endsWith(DONE), end);

        StreamMeter message = Fixtures.meter(ANTHROPIC_MESSAGES, ASK_MESSAGE);
        Fixtures.frames(MESSAGE).forEach(message::take);
        assertEquals(
                event("content_block_stop", "\"index\":0")
                        + event(
                                "message_delta",
                                "\"delta\":{\"stop_reason\":\"max_tokens\",\"stop_sequence\":null},\"usage\":"
                                        + "{\"output_tokens\":2," + Fixtures.COST + "}")
                        + MESSAGE_STOP,
                all(message.stopped(new UsageCounts(8, 2, Map.of()), Fixtures.NOTE)));
    }

    @Test
    void aMessagesUsageIsTheLastWordOnEachMember() {
        String delta =
                event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":12}");
        StreamMeter meter = Fixtures.meter(ANTHROPIC_MESSAGES, ASK_MESSAGE);
        assertEquals(
                MESSAGE + delta.replace("12}", "12," + Fixtures.COST + "}") + MESSAGE_STOP,
                Fixtures.relayed(meter, MESSAGE + delta + MESSAGE_STOP, Fixtures.NOTE));
        UsageCounts counts = Fixtures.counted(meter.usage());
        assertEquals(30, counts.input());
        assertEquals(12, counts.output());
        assertEquals("claude-x", meter.said().model().orElseThrow());
    }

    @Test
    void aBeginningIsNoUsageOfALongAnswer() {
        String more = event(
                "content_block_delta",
                "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" and many more words\"}");
        StreamMeter meter = Fixtures.meter(ANTHROPIC_MESSAGES, ASK_MESSAGE);
        String relayed = Fixtures.relayed(meter, MESSAGE + more, null);
        assertInstanceOf(UsageReading.Contradictory.class, meter.usage());
        assertTrue(relayed.endsWith(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":"
                        + "\"The provider broke off.\",\"code\":\"upstream_error\"}}\n\n"));
    }

    @Test
    void aResponsesLastEventGetsTheCost() {
        String begin =
                event("response.created", "\"sequence_number\":0,\"response\":{\"id\":\"r\",\"model\":\"gpt-x\"}");
        String delta = event("response.output_text.delta", "\"sequence_number\":1,\"delta\":\"Hello world\"");
        String end = event(
                "response.completed",
                "\"sequence_number\":2,\"response\":{\"id\":\"r\",\"status\":\"completed\",\"output\":[{\"type\":\"message\","
                        + "\"content\":[{\"type\":\"output_text\",\"text\":\"Hello world\"}]}],\"usage\":"
                        + "{\"input_tokens\":9,\"output_tokens\":2}}");
        String ask = "{\"model\":\"m\",\"input\":\"Hi\",\"stream\":true}";
        StreamMeter meter = Fixtures.meter(OPENAI_RESPONSES, ask);
        assertEquals(
                begin + delta + end.replace("2}}", "2," + Fixtures.COST + "}}"),
                Fixtures.relayed(meter, begin + delta + end, Fixtures.NOTE));
        assertEquals(2, meter.outputSoFar().most());
        StreamMeter stopped = Fixtures.meter(OPENAI_RESPONSES, ask);
        Fixtures.frames(begin + delta).forEach(stopped::take);
        String last = all(stopped.stopped(new UsageCounts(9, 2, Map.of()), Fixtures.NOTE));
        assertTrue(
                last.startsWith(
                        "event: response.incomplete\ndata: {\"type\":\"response.incomplete\",\"sequence_number\":2,"
                                + "\"response\":{\"id\":\"r\",\"model\":\"gpt-x\",\"status\":\"incomplete\","),
                last);
    }

    static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    private static String all(List<byte[]> bytes) {
        StringBuilder all = new StringBuilder();
        bytes.forEach(each -> all.append(Fixtures.text(each)));
        return all.toString();
    }
}

package dev.florin.server.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import dev.florin.server.gateway.tokens.Count;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120}|100|20|",
                "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120,\"prompt_tokens_details\":"
                        + "{\"cached_tokens\":60,\"cache_write_tokens\":10},\"completion_tokens_details\":{\"reasoning_tokens\":15}}"
                        + "|100|20|cached_input=60,cache_write=10,reasoning=15",
                "{\"prompt_tokens\":100,\"completion_tokens\":20,\"prompt_tokens_details\":{\"audio_tokens\":30},"
                        + "\"completion_tokens_details\":{\"audio_tokens\":12,\"reasoning_tokens\":null}}"
                        + "|100|20|audio_input=30,audio_output=12",
                // xAI and Google count reasoning in the total only.
                "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":170,\"completion_tokens_details\":"
                        + "{\"reasoning_tokens\":50}}|100|70|reasoning=50",
                "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":170}|100|70|reasoning=50",
                "{\"prompt_tokens\":100,\"completion_tokens\":20,\"prompt_cache_hit_tokens\":64}|100|20|cached_input=64",
                "{\"prompt_tokens\":100,\"completion_tokens\":20,\"cached_tokens\":8}|100|20|cached_input=8",
                "{\"input_tokens\":7,\"output_tokens\":5,\"input_tokens_details\":{\"cached_tokens\":3},"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":2}}|7|5|cached_input=3,reasoning=2",
            })
    void openAiCountsItsPartsWithinTheirWhole(String usage, long input, long output, String parts) {
        UsageCounts counts =
                Fixtures.counted(completion("\"content\":\"x\"", "stop", usage).usage());
        assertEquals(Usage.of(new Model("m"), input, output, parts == null ? "" : parts), counts.of(new Model("m")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input_tokens\":10,\"output_tokens\":5}|10|5|",
                "{\"input_tokens\":10,\"cache_read_input_tokens\":100,\"cache_creation_input_tokens\":30,\"output_tokens\":5,"
                        + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":20,\"ephemeral_1h_input_tokens\":10}}"
                        + "|140|5|cached_input=100,cache_write=20,cache_write_1h=10",
                "{\"input_tokens\":10,\"cache_creation_input_tokens\":30,\"cache_read_input_tokens\":null,\"output_tokens\":5,"
                        + "\"output_tokens_details\":{\"thinking_tokens\":4}}|40|5|cache_write=30,reasoning=4",
            })
    void anthropicCountsWhatWasCachedApart(String usage, long input, long output, String parts) {
        UsageCounts counts = Fixtures.counted(
                message("{\"type\":\"text\",\"text\":\"x\"}", "end_turn", usage).usage());
        assertEquals(Usage.of(new Model("m"), input, output, parts == null ? "" : parts), counts.of(new Model("m")));
    }

    @Test
    void cacheWritesOfAnUntoldKindAreTheKindThatWasAskedFor() {
        Answer answer = Answer.read(
                Dialect.ANTHROPIC_MESSAGES,
                true,
                Fixtures.utf8(
                        "{\"usage\":{\"input_tokens\":1,\"cache_creation_input_tokens\":9,\"output_tokens\":1}}"));
        assertEquals(
                Map.of(TokenClass.CACHE_WRITE_1H, 9L),
                Fixtures.counted(answer.usage()).parts());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt_tokens\":4294967295000,\"completion_tokens\":1}",
                "{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":9223372036854775807}",
                "{\"prompt_tokens\":1.5,\"completion_tokens\":1}",
                "{\"prompt_tokens\":\"7\",\"completion_tokens\":1}",
                "{\"prompt_tokens\":-7,\"completion_tokens\":1}",
                "{\"prompt_tokens\":7,\"completion_tokens\":1,\"total_tokens\":3}",
                "{\"prompt_tokens\":7,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":8}}",
                "{\"prompt_tokens\":7,\"completion_tokens\":1,\"completion_tokens_details\":{\"reasoning_tokens\":2}}",
                "17",
            })
    void absurdNumbersAreContradictory(String usage) {
        assertInstanceOf(
                UsageReading.Contradictory.class,
                completion("\"content\":\"x\"", "stop", usage).usage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"null", "{}", "{\"x\":1}"})
    void noUsageIsMissing(String usage) {
        assertEquals(
                new UsageReading.Missing(),
                completion("\"content\":\"x\"", "stop", usage).usage());
    }

    @Test
    void aUsageIsOnlyBelievedWithinWhatTheCallCouldUse() {
        UsageReading told = new UsageReading.Counted(new UsageCounts(110, 50, Map.of()));
        Count input = new Count(100, 100);
        assertEquals(told, told.within(input, OptionalLong.of(50), true));
        assertInstanceOf(UsageReading.Contradictory.class, told.within(new Count(99, 99), OptionalLong.of(50), true));
        assertInstanceOf(UsageReading.Contradictory.class, told.within(input, OptionalLong.of(49), true));
        UsageReading nothingWritten = new UsageReading.Counted(new UsageCounts(110, 0, Map.of()));
        assertInstanceOf(UsageReading.Contradictory.class, nothingWritten.within(input, OptionalLong.empty(), true));
        assertEquals(nothingWritten, nothingWritten.within(input, OptionalLong.empty(), false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"content\":\"Hello\"|stop|true|false|Hello",
                "\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]"
                        + "|tool_calls|true|false|f{}",
                "\"content\":null,\"refusal\":\"No\"|stop|true|false|No",
                "\"content\":\"\",\"reasoning_content\":\"Hm\"|stop|false|true|Hm",
                "\"content\":\"\"|stop|false|false|''",
                "\"content\":null|content_filter|true|false|''",
            })
    void contentIsTextCallsAndRefusals(String said, String finish, boolean content, boolean reasoning, String text) {
        Answer answer = completion(said, finish, "null");
        assertEquals(content, answer.said().hasContent());
        assertEquals(reasoning, answer.said().hasReasoning());
        assertEquals(text, answer.text());
        assertEquals("gpt-x", answer.said().model().orElseThrow());
    }

    @Test
    void anEndAtTheLimitIsSeenInEveryDialect() {
        assertTrue(completion("\"content\":\"\"", "length", "null").said().endedByLimit());
        assertTrue(message("{\"type\":\"redacted_thinking\",\"data\":\"x\"}", "max_tokens", "null")
                .said()
                .endedByLimit());
        Answer response = Answer.read(
                Dialect.OPENAI_RESPONSES,
                false,
                Fixtures.utf8("{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"},"
                        + "\"output\":[{\"type\":\"reasoning\",\"summary\":[]}]}"));
        assertTrue(response.said().endedByLimit() && response.said().hasReasoning());
        assertFalse(response.said().hasContent());
    }

    @Test
    void theCostIsAddedAndAllElseStaysAsItWasSpelled() {
        String body =
                "{ \"id\" : \"c\\u0031\",\"created\":1.70e9,\"usage\": {\"prompt_tokens\":1, \"x\":[1 ,2]},\"z\":null}";
        Answer answer = Answer.read(Dialect.OPENAI_CHAT, false, Fixtures.utf8(body));
        assertEquals(
                "{\"id\":\"c\\u0031\",\"created\":1.70e9,\"usage\":{\"prompt_tokens\":1,\"x\":[1 ,2]," + Fixtures.COST
                        + "},\"z\":null}",
                Fixtures.text(answer.withCost(Fixtures.NOTE)));
        // What a provider calls cost is its own; ours stands in its place.
        Answer other = Answer.read(Dialect.OPENAI_CHAT, false, Fixtures.utf8("{\"usage\":{\"cost\":0.5}}"));
        assertEquals("{\"usage\":{" + Fixtures.COST + "}}", Fixtures.text(other.withCost(Fixtures.NOTE)));
    }

    @Test
    void whatIsNoJsonPassesAndHasFailed() {
        byte[] page = Fixtures.utf8("<html>");
        Answer answer = Answer.read(Dialect.OPENAI_CHAT, false, page);
        assertTrue(answer.said().hasFailed());
        assertArrayEquals(page, answer.withCost(Fixtures.NOTE));
    }

    @Test
    void aProvidersErrorNeverTellsOurKey() {
        byte[] own = Fixtures.utf8("{\"error\":{\"message\":\"Incorrect API key provided: sk-abc\"}}");
        Envelope.Passed key = Envelope.passedOn(Dialect.OPENAI_CHAT, 401, own);
        assertEquals(502, key.status());
        assertFalse(Fixtures.text(key.body()).contains("sk-abc"));
        byte[] leak = Fixtures.utf8("{\"error\":{\"message\":\"org-AbCdEf123 is limited\",\"type\":\"t\"}}");
        Envelope.Passed limited = Envelope.passedOn(Dialect.OPENAI_CHAT, 429, leak);
        assertEquals(429, limited.status());
        assertEquals("{\"error\":{\"message\":\"… is limited\",\"type\":\"t\"}}", Fixtures.text(limited.body()));
        assertEquals(
                "{\"type\":\"error\",\"error\":{\"type\":\"billing_error\",\"message\":\"m\",\"code\":"
                        + "\"insufficient_credits\",\"available\":\"0.00\"}}",
                Fixtures.text(
                        Envelope.insufficientCredits(Dialect.ANTHROPIC_MESSAGES, "m", Map.of("available", "0.00"))));
    }

    private static Answer completion(String message, String finish, String usage) {
        return Answer.read(
                Dialect.OPENAI_CHAT,
                false,
                Fixtures.utf8("{\"id\":\"c1\",\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"message\":{" + message
                        + "}," + "\"finish_reason\":\"" + finish + "\"}],\"usage\":" + usage + "}"));
    }

    private static Answer message(String block, String stop, String usage) {
        return Answer.read(
                Dialect.ANTHROPIC_MESSAGES,
                false,
                Fixtures.utf8("{\"type\":\"message\",\"model\":\"c\",\"content\":[" + block + "],\"stop_reason\":\""
                        + stop + "\",\"usage\":" + usage + "}"));
    }

    @Test
    void aLongListOfEmbeddingsIsReadAsWellAsAShortOne() {
        String vector = "{\"embedding\":[" + "0.25,".repeat(1_535) + "0.25]},";
        String body = "{\"object\":\"list\",\"data\":[" + vector.repeat(700)
                + "{\"embedding\":[1]}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":700,\"total_tokens\":700}}";
        Answer answer = Answer.read(Dialect.OPENAI_EMBEDDINGS, false, Fixtures.utf8(body));
        assertTrue(answer.said().hasContent() && !answer.said().hasFailed());
        assertEquals(700, Fixtures.counted(answer.usage()).input());
        String priced = Fixtures.text(answer.withCost(Fixtures.NOTE));
        assertTrue(priced.startsWith(body.substring(0, body.length() - 60)));
        assertTrue(priced.contains(Fixtures.COST));
    }

    @Test
    void aMarkOfUtf8IsNotTakenForAnAnswer() {
        String body = "{\"choices\":[{\"message\":{\"content\":\"x\"}}],"
                + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";
        Answer answer = Answer.read(Dialect.OPENAI_CHAT, false, Fixtures.utf8("\uFEFF" + body));
        assertTrue(answer.said().hasContent());
        assertEquals(body, Fixtures.text(answer.body()));
    }

    @Test
    void anErrorInAnAnswerTellsNoSecret() {
        String body = "{\"error\":{\"message\":\"sk-proj-abcdefgh is used up\"}}";
        Answer answer = Answer.read(Dialect.OPENAI_CHAT, false, Fixtures.utf8(body));
        assertEquals(body.replace("sk-proj-abcdefgh", "…"), Fixtures.text(answer.body()));
    }
}

package dev.florin.server.gateway.wire;

import static dev.florin.server.gateway.wire.Dialect.ANTHROPIC_MESSAGES;
import static dev.florin.server.gateway.wire.Dialect.OPENAI_CHAT;
import static dev.florin.server.gateway.wire.Dialect.OPENAI_EMBEDDINGS;
import static dev.florin.server.gateway.wire.Dialect.OPENAI_RESPONSES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}";
    private static final String RESPONSE = "{\"model\":\"m\",\"input\":\"Hi\"%s}";
    private static final String MESSAGE =
            "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}";

    @Test
    void whatIsKnownIsSentAsItWasSpelled() {
        CallRequest request = Fixtures.accepted(
                OPENAI_CHAT,
                CHAT.formatted(",\"temperature\" : 1.0,\"max_tokens\":50,\"seed\":7e0,\"user\":\"\\u00fc\""));
        assertEquals(OptionalLong.of(50), request.askedOutputTokens());
        assertEquals(
                "{\"model\":\"up\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":1.0,"
                        + "\"max_tokens\":50,\"seed\":7e0,\"user\":\"\\u00fc\",\"store\":false}",
                sent(request, 50, false));
    }

    @Test
    void theLimitIsLoweredWhereItStands() {
        assertTrue(sent(chat(",\"max_completion_tokens\":500"), 256, false).contains("\"max_completion_tokens\":256"));
        assertTrue(sent(chat(""), 256, false).contains("\"max_completion_tokens\":256"));
        String old = Fixtures.text(chat(",\"max_completion_tokens\":500")
                .upstreamBody(new Upstream("up", OptionalLong.of(9), false, true)));
        assertTrue(old.contains("\"max_tokens\":9") && !old.contains("max_completion_tokens"), old);
        CallRequest both = chat(",\"max_completion_tokens\":500,\"max_tokens\":400");
        assertEquals(OptionalLong.of(400), both.askedOutputTokens());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-|false",
                "\"stream_options\":null|false",
                "\"stream_options\":{}|false",
                "\"stream_options\":{\"include_usage\":false}|false",
                "\"stream_options\":{\"include_usage\":null}|false",
                "\"stream_options\":{\"include_usage\":\"no\"}|false",
                "\"stream_options\":{\"include_usage\":true,\"x\":1}|true",
            })
    void aStreamAlwaysTellsItsUsageUpstream(String options, boolean asked) {
        CallRequest request = chat(",\"stream\":true" + (options.equals("-") ? "" : "," + options));
        assertEquals(asked, request.asksStreamUsage());
        assertTrue(sent(request, 9, false).contains("\"stream_options\":{\"include_usage\":true}"));
    }

    @Test
    void unknownMembersAreNamedAndPassedToOnesOwnServerOnly() {
        CallRequest request = chat(",\"top_k\":3,\"x\\r\\ny\":1,\"metadata\":{\"a\":\"b\"}");
        assertEquals(List.of("top_k", "x??y", "metadata"), request.ignored());
        assertFalse(sent(request, 9, false).contains("top_k"));
        assertTrue(sent(request, 9, true).contains("\"top_k\":3"));
    }

    @Test
    void nothingIsEverStored() {
        assertTrue(sent(chat(",\"store\":true"), 9, true).contains("\"store\":false"));
        assertTrue(sent(Fixtures.accepted(OPENAI_RESPONSES, RESPONSE.formatted("")), 9, false)
                .contains("\"store\":false"));
    }

    @Test
    void anAutomaticTierIsTheStandardOne() {
        assertTrue(sent(chat(",\"service_tier\":\"auto\""), 9, false).contains("\"service_tier\":\"default\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"service_tier\":\"priority\"|service_tier",
                "\"service_tier\":\"flex\"|service_tier",
                "\"web_search_options\":{}|web_search_options",
                "\"moderation\":{\"model\":\"x\"}|moderation",
                "\"tools\":[{\"type\":\"web_search\"}]|tools[0].type",
                "\"audio\":{\"format\":\"wav\",\"voice\":{\"id\":\"v\"}}|audio.voice",
                "\"max_tokens\":0|max_tokens",
                "\"max_tokens\":1.5|max_tokens",
                "\"max_tokens\":99999999999999999999|max_tokens",
                "\"n\":0|n",
                "\"n\":129|n",
                "\"stream\":\"yes\"|stream",
                "\"messages2\":1,\"previous_response_id\":\"r\"|previous_response_id",
            })
    void aChatIsRefusedByTheMembersName(String member, String name) {
        assertEquals(
                name,
                Fixtures.rejected(OPENAI_CHAT, CHAT.formatted("," + member)).member());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}|messages[0].content[0].file.file_id",
                "{\"type\":\"file\",\"file\":{\"file_data\":\"f\"}}|messages[0].content[0]",
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"gs://b/o\"}}|messages[0].content[0].image_url.url",
                "{\"type\":\"video_url\"}|messages[0].content[0].type",
                "3|messages[0].content[0]",
            })
    void aPartOfAChatIsRefusedByItsPlace(String part, String path) {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}";
        assertEquals(path, Fixtures.rejected(OPENAI_CHAT, body).member());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"background\":true|background",
                "\"previous_response_id\":\"r\"|previous_response_id",
                "\"conversation\":\"c\"|conversation",
                "\"prompt\":{\"id\":\"p\"}|prompt",
                "\"context_management\":[{\"type\":\"compaction\"}]|context_management",
                "\"tools\":[{\"type\":\"mcp\",\"server_url\":\"x\"}]|tools[0].type",
                "\"tools\":[{\"type\":\"file_search\",\"vector_store_ids\":[\"v\"]}]|tools[0].type",
                "\"tools\":[{\"type\":\"code_interpreter\",\"container\":\"c\"}]|tools[0].type",
                "\"tools\":[{\"type\":\"shell\"}]|tools[0].environment",
                "\"tools\":[{\"type\":\"tool_search\"}]|tools[0].execution",
                "\"tools\":[{\"type\":\"namespace\",\"tools\":[{\"type\":\"mcp\"}]}]|tools[0].tools[0].type",
            })
    void aResponseIsRefusedByTheMembersName(String member, String name) {
        assertEquals(
                name,
                Fixtures.rejected(OPENAI_RESPONSES, RESPONSE.formatted("," + member))
                        .member());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"item_reference\",\"id\":\"i\"}|input[0]",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"f\"}]}|input[0].content[0].file_id",
                "{\"type\":\"web_search_call\"}|input[0].type",
                "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":[{\"type\":\"input_file\",\"file_url\":\"u\"}]}"
                        + "|input[0].output[0]",
                "{\"type\":\"additional_tools\",\"tools\":[{\"type\":\"web_search\"}]}|input[0].tools[0].type",
            })
    void anItemOfAResponseIsRefusedByItsPlace(String item, String path) {
        String body = "{\"model\":\"m\",\"input\":[" + item + "]}";
        assertEquals(path, Fixtures.rejected(OPENAI_RESPONSES, body).member());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"service_tier\":\"priority\"|service_tier",
                "\"speed\":\"fast\"|speed",
                "\"inference_geo\":\"us\"|inference_geo",
                "\"mcp_servers\":[{}]|mcp_servers",
                "\"container\":\"c\"|container",
                "\"fallbacks\":[{}]|fallbacks",
                "\"user_profile_id\":\"u\"|user_profile_id",
                "\"diagnostics\":{\"previous_message_id\":\"m\"}|diagnostics.previous_message_id",
                "\"context_management\":{\"edits\":[{\"type\":\"compact_20260112\"}]}|context_management.edits[0]",
                "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"w\"}]|tools[0].type",
                "\"tools\":[{\"type\":\"code_execution_20260521\",\"name\":\"w\"}]|tools[0].type",
                "\"tools\":[{\"type\":\"browser_toolset_20260801\"}]|tools[0].type",
            })
    void aMessageIsRefusedByTheMembersName(String member, String name) {
        assertEquals(
                name,
                Fixtures.rejected(ANTHROPIC_MESSAGES, MESSAGE.formatted("," + member))
                        .member());
    }

    @Test
    void whatSdksSpellOutWithoutAskingForItIsNoReasonToRefuse() {
        CallRequest request = Fixtures.accepted(
                OPENAI_RESPONSES,
                RESPONSE.formatted(
                        ",\"background\":false,\"previous_response_id\":null,\"conversation\":null,\"tools\":[]"));
        String sent = sent(request, 9, false);
        assertFalse(sent.contains("background") || sent.contains("previous_response_id"), sent);
        Fixtures.accepted(
                ANTHROPIC_MESSAGES,
                MESSAGE.formatted(",\"mcp_servers\":[],\"container\":null,\"speed\":\"standard\","
                        + "\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\"}]}"));
    }

    @Test
    void cacheMarksAreSeenWhereverTheyStand() {
        CallRequest request = Fixtures.accepted(
                ANTHROPIC_MESSAGES,
                MESSAGE.formatted(",\"system\":[{\"type\":\"text\",\"text\":\"s\",\"cache_control\":"
                        + "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]"));
        assertTrue(request.writesCache() && request.writesLongCache());
        assertFalse(chat("").writesCache());
    }

    @Test
    void aLimitIsNotLoweredBelowTheThinking() {
        CallRequest request = Fixtures.accepted(
                ANTHROPIC_MESSAGES, MESSAGE.formatted(",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}"));
        assertEquals(2049, request.leastOutputTokens());
        assertEquals(1, chat("").leastOutputTokens());
    }

    @Test
    void whatAModelReadsIsCountedWhereverItStands() {
        String schema = "{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\"}}}";
        long plain = most(chat(""));
        assertTrue(most(chat(",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"w\",\"parameters\":" + schema
                        + "}}]"))
                > plain + schema.length());
        assertTrue(
                most(chat(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":"
                                + schema + "}}"))
                        > plain + schema.length());
        String odd = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\",\"odd\":\"" + "x".repeat(500)
                + "\"}]}";
        assertTrue(most(Fixtures.accepted(OPENAI_CHAT, odd)) >= plain + 500);
    }

    @Test
    void anEmbeddingIsTextTextsOrTokens() {
        assertEquals(35, most(Fixtures.accepted(OPENAI_EMBEDDINGS, "{\"model\":\"m\",\"input\":[1,2,3]}")));
        Fixtures.accepted(OPENAI_EMBEDDINGS, "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}");
        Fixtures.accepted(OPENAI_EMBEDDINGS, "{\"model\":\"m\",\"input\":[[1,2],[3]]}");
        Fixtures.rejected(OPENAI_EMBEDDINGS, "{\"model\":\"m\",\"input\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"model\":\"m\",\"model\":\"n\"}",
                "{\"model\":\"\\ud83d\"}",
                "{\"a\":01}",
                "{} {}",
                "{\"a\":NaN}",
                "{\"model\":\"m\",\"messages\":[]}",
                "{\"model\":\" m\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}",
            })
    void whatIsNoRequestIsRejected(String body) {
        assertFalse(Fixtures.rejected(OPENAI_CHAT, body).message().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"account\":\"ada\"|OPENAI_CHAT",
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"system\":\"s\",\"max_tokens\":9|ANTHROPIC_MESSAGES",
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"system\":\"s\"|ANTHROPIC_COUNT",
                "\"input\":\"Hi\"|OPENAI_RESPONSES",
                "\"input\":[{\"role\":\"user\",\"content\":\"Hi\"}]|OPENAI_RESPONSES",
                "\"input\":[\"a\",\"b\"]|OPENAI_EMBEDDINGS",
                "\"input\":[[1,2]]|OPENAI_EMBEDDINGS",
            })
    void aBodyWithoutAPathTellsItsDialect(String members, Dialect dialect) {
        Reading reading = RequestReader.read(Fixtures.utf8("{\"model\":\"m\"," + members + "}"));
        assertEquals(
                dialect,
                assertInstanceOf(Reading.Accepted.class, reading).request().dialect());
    }

    @Test
    void hostileShapesAreRejectedAndNotSuffered() {
        Fixtures.rejected(OPENAI_CHAT, "{\"a\":" + "[".repeat(100_000));
        Fixtures.rejected(OPENAI_CHAT, "{\"a\":" + "9".repeat(1_000_000) + "}");
        Fixtures.rejected(OPENAI_CHAT, "{\"a\":[" + "{},".repeat(1_000_000) + "{}]}");
        Fixtures.rejected(OPENAI_CHAT, "{\"" + "a".repeat(1_000_000) + "\":1}");
        String many = "{\"role\":\"user\"},".repeat(Noted.MOST_PARTS);
        Fixtures.rejected(OPENAI_CHAT, "{\"model\":\"m\",\"messages\":[" + many + "{\"role\":\"user\"}]}");
    }

    private static CallRequest chat(String more) {
        return Fixtures.accepted(OPENAI_CHAT, CHAT.formatted(more));
    }

    private static long most(CallRequest request) {
        return Fixtures.TOKENS.of(request.input(), "anthropic", "m").most();
    }

    private static String sent(CallRequest request, long limit, boolean passUnknown) {
        return Fixtures.text(request.upstreamBody(new Upstream("up", OptionalLong.of(limit), passUnknown, false)));
    }
}

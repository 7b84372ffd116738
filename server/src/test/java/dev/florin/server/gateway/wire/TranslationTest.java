package dev.florin.server.gateway.wire;

import static dev.florin.server.gateway.wire.Dialect.ANTHROPIC_MESSAGES;
import static dev.florin.server.gateway.wire.Dialect.OPENAI_CHAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslationTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":["
            + "{\"role\":\"system\",\"content\":\"Be kind\"},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"See\"},"
            + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]},"
            + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"t1\",\"type\":\"function\","
            + "\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"at\\\": 1.0}\"}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"t1\",\"content\":\"a cat\"}],"
            + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"description\":\"Looks\","
            + "\"parameters\":{\"type\":\"object\"}}}],\"tool_choice\":\"required\",\"stop\":\"END\","
            + "\"temperature\":0.5,\"max_tokens\":100,\"stream\":true}";

    private static final String MESSAGE = "{\"model\":\"m\",\"max_tokens\":100,\"system\":\"Be kind\",\"messages\":["
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"See\"},{\"type\":\"image\",\"source\":"
            + "{\"type\":\"url\",\"url\":\"https://x/y.png\"}}]},"
            + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"s\"},"
            + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"look\",\"input\":{\"at\":1.0}}]},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"a cat\"}]}],"
            + "\"tools\":[{\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"any\"},"
            + "\"stop_sequences\":[\"END\"]}";

    @Test
    void aChatIsSaidAsAMessage() {
        assertEquals(
                "{\"model\":\"up\",\"max_tokens\":50,\"system\":[{\"type\":\"text\",\"text\":\"Be kind\"}],\"messages\":["
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"See\"},{\"type\":\"image\",\"source\":"
                        + "{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"look\","
                        + "\"input\":{\"at\": 1.0}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":"
                        + "[{\"type\":\"text\",\"text\":\"a cat\"}]}]}],"
                        + "\"tools\":[{\"name\":\"look\",\"description\":\"Looks\",\"input_schema\":{\"type\":\"object\"}}],"
                        + "\"tool_choice\":{\"type\":\"any\"},\"temperature\":0.5,\"stop_sequences\":[\"END\"],\"stream\":true}",
                translated(OPENAI_CHAT, CHAT));
    }

    @Test
    void aMessageIsSaidAsAChat() {
        assertEquals(
                "{\"model\":\"up\",\"messages\":[{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"Be kind\"}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"See\"},{\"type\":\"image_url\","
                        + "\"image_url\":{\"url\":\"https://x/y.png\"}}]},"
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"t1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"at\\\":1.0}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"t1\",\"content\":\"a cat\"}],"
                        + "\"max_completion_tokens\":50,\"stop\":[\"END\"],\"tools\":[{\"type\":\"function\",\"function\":"
                        + "{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}],\"tool_choice\":\"required\","
                        + "\"store\":false}",
                translated(ANTHROPIC_MESSAGES, MESSAGE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"n\":2|n",
                "\"logprobs\":true|logprobs",
                "\"frequency_penalty\":0.5|frequency_penalty",
                "\"reasoning_effort\":\"high\"|reasoning_effort",
                "\"temperature\":1.5|temperature",
                "\"response_format\":{\"type\":\"json_object\"}|response_format",
            })
    void whatAMessageCannotSayIsRefusedByName(String member, String name) {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + member + "}";
        Reading reading = Translation.request(Fixtures.accepted(OPENAI_CHAT, body));
        assertEquals(name, assertInstanceOf(Reading.Rejected.class, reading).member());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"top_k\":2|top_k",
                "\"thinking\":{\"type\":\"adaptive\"}|thinking",
                "\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]|tools[0]",
            })
    void whatAChatCannotSayIsRefusedByName(String member, String name) {
        String body = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                + member + "}";
        Reading reading = Translation.request(Fixtures.accepted(ANTHROPIC_MESSAGES, body));
        assertEquals(name, assertInstanceOf(Reading.Rejected.class, reading).member());
    }

    @Test
    void answersAreTranslatedBothWays() {
        String message = "{\"id\":\"a\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"Hello\"},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\":1}}],"
                + "\"stop_reason\":\"tool_use\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":10,"
                + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":5,\"output_tokens\":7}}";
        byte[] chat =
                Translation.answer(OPENAI_CHAT, Answer.read(ANTHROPIC_MESSAGES, false, Fixtures.utf8(message)), 17);
        assertEquals(
                "{\"id\":\"a\",\"object\":\"chat.completion\",\"created\":17,\"model\":\"c\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"Hello\",\"refusal\":null,\"tool_calls\":[{\"id\":\"t\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}}]},"
                        + "\"logprobs\":null,\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":15,"
                        + "\"completion_tokens\":7,\"total_tokens\":22,\"prompt_tokens_details\":{\"cached_tokens\":5},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}",
                Fixtures.text(chat));
        // And back: nothing is lost on the way.
        assertEquals(
                message,
                Fixtures.text(Translation.answer(ANTHROPIC_MESSAGES, Answer.read(OPENAI_CHAT, false, chat), 17)));
    }

    @Test
    void aStreamThereAndBackIsTheSameStream() {
        String stream = StreamMeterTest.event(
                        "message_start",
                        "\"message\":{\"id\":\"a\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[],"
                                + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":0,\"output_tokens\":0}}")
                + block(0, "{\"type\":\"text\",\"text\":\"\"}", "\"type\":\"text_delta\",\"text\":\"Hello\"")
                + block(
                        1,
                        "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}",
                        "\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":1}\"")
                + StreamMeterTest.event(
                        "message_delta",
                        "\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":10,"
                                + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":5,\"output_tokens\":7}")
                + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        String chat = translated(Translation.stream(OPENAI_CHAT, 17), stream);
        assertEquals(
                chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null")
                        + chunk("{\"content\":\"Hello\"}", "null")
                        + chunk(
                                "{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                                        + "\"arguments\":\"\"}}]}",
                                "null")
                        + chunk(
                                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":1}\"}}]}",
                                "null")
                        + chunk("{}", "\"tool_calls\"")
                        + "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":17,\"model\":\"c\",\"choices\":[],"
                        + "\"usage\":{\"prompt_tokens\":15,\"completion_tokens\":7,\"total_tokens\":22,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":5},\"completion_tokens_details\":"
                        + "{\"reasoning_tokens\":0}}}\n\ndata: [DONE]\n\n",
                chat);
        assertEquals(stream, translated(Translation.stream(ANTHROPIC_MESSAGES, 17), chat));
    }

    @Test
    void errorsAreSaidInTheCallersWords() {
        assertEquals(
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\",\"code\":"
                        + "\"upstream_error\"}}",
                Fixtures.text(Translation.error(
                                ANTHROPIC_MESSAGES, 429, Fixtures.utf8("{\"error\":{\"message\":\"slow down\"}}"))
                        .body()));
        String broken =
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\"}}\n\n";
        assertEquals(
                "data: {\"error\":{\"message\":\"Busy\",\"type\":\"server_error\",\"code\":\"upstream_error\",\"param\":null}}\n\n",
                translated(Translation.stream(OPENAI_CHAT, 17), broken));
    }

    private static String block(int index, String block, String delta) {
        return StreamMeterTest.event("content_block_start", "\"index\":" + index + ",\"content_block\":" + block)
                + StreamMeterTest.event("content_block_delta", "\"index\":" + index + ",\"delta\":{" + delta + "}")
                + StreamMeterTest.event("content_block_stop", "\"index\":" + index);
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":17,\"model\":\"c\",\"choices\":[{\"index\":0,"
                + "\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static String translated(Dialect dialect, String body) {
        Reading reading = Translation.request(Fixtures.accepted(dialect, body));
        CallRequest request = assertInstanceOf(Reading.Accepted.class, reading, reading.toString())
                .request();
        return Fixtures.text(request.upstreamBody(new Upstream("up", OptionalLong.of(50), false, false)));
    }

    private static String translated(StreamTranslation translation, String stream) {
        StringBuilder all = new StringBuilder();
        for (SseFrame frame : Fixtures.frames(stream)) {
            translation.take(frame).forEach(each -> all.append(Fixtures.text(each.raw())));
        }
        return all.toString();
    }
}

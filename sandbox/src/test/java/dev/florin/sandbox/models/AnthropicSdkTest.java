package dev.florin.sandbox.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.Model;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.Usage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The newest {@code anthropic-java}, unchanged, against the stand-in. */
class AnthropicSdkTest {
    private static final Model MODEL = Model.of("claude-sonnet-5-5");
    private final RunningModels models = new RunningModels();
    private final AnthropicClient client = client("key");

    private AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(models.anthropic())
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        models.close();
    }

    /** What a structured answer is read into. */
    public static class Person {
        public String name = "";
        public int age;
    }

    private static MessageCreateParams.Builder message(String prompt) {
        return MessageCreateParams.builder().model(MODEL).maxTokens(2_048).addUserMessage(prompt);
    }

    private static String text(Message message) {
        return message.content().getLast().asText().text();
    }

    private Message streamed(MessageCreateParams params) {
        MessageAccumulator all = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
            stream.stream().forEach(all::accumulate);
        }
        return all.message();
    }

    @Test
    void aMessageIsTheSameWholeAndStreamed() {
        MessageCreateParams params = message("What is 12 * 12?").build();
        Message whole = client.messages().create(params);
        Message streamed = streamed(params);
        assertEquals("12 * 12 = 144", text(whole));
        assertEquals(text(whole), text(streamed));
        assertEquals(whole.usage().inputTokens(), streamed.usage().inputTokens());
        assertEquals(whole.usage().outputTokens(), streamed.usage().outputTokens());
        assertEquals(StopReason.END_TURN, streamed.stopReason().orElseThrow());
    }

    @Test
    void thinkingComesBeforeTheTextAndCounts() {
        MessageCreateParams params =
                message("Say hello world").enabledThinking(1_024).build();
        for (Message message : List.of(client.messages().create(params), streamed(params))) {
            assertTrue(message.content().getFirst().isThinking());
            assertEquals("hello world", text(message));
            assertEquals(50, message.usage().outputTokens());
        }
    }

    @Test
    void aToolIsCalledWholeAndStreamed() {
        Tool tool = Tool.builder()
                .name("get_weather")
                .description("The weather of a city")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .build())
                .build();
        MessageCreateParams params =
                message("What is the weather in Rome?").addTool(tool).build();
        for (Message message : List.of(client.messages().create(params), streamed(params))) {
            var use = message.content().getLast().asToolUse();
            assertEquals("get_weather", use.name());
            assertEquals("{city=Rome}", use._input().toString());
            assertEquals(StopReason.TOOL_USE, message.stopReason().orElseThrow());
        }
    }

    @Test
    void aMarkedPrefixIsWrittenOnceAndThenRead() {
        var marked = TextBlockParam.builder()
                .text("word ".repeat(2_000))
                .cacheControl(CacheControlEphemeral.builder().build())
                .build();
        MessageCreateParams params =
                message("hi").systemOfTextBlockParams(List.of(marked)).build();
        Usage first = client.messages().create(params).usage();
        Usage second = client.messages().create(params).usage();
        long written = first.cacheCreationInputTokens().orElseThrow();
        assertTrue(written >= 2_000);
        assertEquals(written, first.cacheCreation().orElseThrow().ephemeral5mInputTokens());
        assertEquals(written, second.cacheReadInputTokens().orElseThrow());
        assertEquals(0, second.cacheCreationInputTokens().orElseThrow());
        assertEquals(first.inputTokens(), second.inputTokens());
    }

    @Test
    void whatIsCountedIsWhatIsCharged() {
        var counted = client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(MODEL)
                        .addUserMessage("How many tokens?")
                        .build());
        assertEquals(
                counted.inputTokens(),
                client.messages()
                        .create(message("How many tokens?").build())
                        .usage()
                        .inputTokens());
    }

    @Test
    void imagesCountByTheirSize() {
        var image = ContentBlockParam.ofImage(Base64ImageSource.builder()
                .data(Pictures.png(750, 1000))
                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                .build());
        MessageCreateParams params = MessageCreateParams.builder()
                .model(MODEL)
                .maxTokens(100)
                .addUserMessageOfContentBlockParams(List.of(image))
                .build();
        // 1,000 for the image, 4 around the message, 3 once.
        assertEquals(1_007, client.messages().create(params).usage().inputTokens());
    }

    @Test
    void aStructuredAnswerConformsToItsSchema() {
        var params = message("A person named \"Grace\", aged 36")
                .outputConfig(Person.class)
                .build();
        Person person =
                client.messages().create(params).content().getFirst().asText().text();
        assertEquals("Grace", person.name);
        assertEquals(36, person.age);
    }

    @Test
    void modelsAreListedAndAKeyIsNeeded() {
        assertTrue(client.models().list().data().size() > 3);
        AnthropicClient keyless = client("");
        assertThrows(
                UnauthorizedException.class,
                () -> keyless.messages().create(message("hi").build()));
        keyless.close();
    }
}

package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.PaymentRequiredException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.errors.UnprocessableEntityException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.Usage;
import dev.florin.core.check.Check;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest {@code anthropic-java}, unchanged; run by {@link SdksTest}. */
interface AnthropicJavaTest {
    /** What is asked where the model does not matter. */
    String MODEL = "claude-sonnet-5-5";

    /** The account whose credit is spent. */
    String PAYER = "java-anthropic";

    ModelShop shop();

    /** What a structured answer is read into. */
    class Human {
        public String name = "";
        public int age;
    }

    private AnthropicClient client(String key) {
        AnthropicClient made = AnthropicOkHttpClient.builder()
                .baseUrl(shop().first() + "/anthropic")
                .apiKey(key)
                .maxRetries(0)
                .build();
        shop().whenClosed(made::close);
        return made;
    }

    private AnthropicClient client() {
        return client(shop().customerOnce(PAYER, "50.00"));
    }

    private static MessageCreateParams.Builder message(String model, String prompt) {
        return MessageCreateParams.builder().model(model).maxTokens(2_048).addUserMessage(prompt);
    }

    private static String text(Message message) {
        return message.content().getLast().asText().text();
    }

    private static Usage paid(Message message) {
        Usage usage = message.usage();
        assertTrue(cost(usage).signum() > 0, usage::toString);
        return usage;
    }

    private static Message streamed(AnthropicClient client, MessageCreateParams params) {
        MessageAccumulator all = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
            stream.stream().forEach(all::accumulate);
        }
        return all.message();
    }

    private static List<Message> both(AnthropicClient client, MessageCreateParams params) {
        Message whole = client.messages().create(params);
        Message streamed = streamed(client, params);
        assertEquals(paid(whole).inputTokens(), streamed.usage().inputTokens());
        assertEquals(whole.usage().outputTokens(), streamed.usage().outputTokens());
        assertEquals(whole.stopReason(), streamed.stopReason());
        return List.of(whole, streamed);
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, "gpt-4o"})
    default void anthropicMessagesComeWholeAndStreamed(String model) {
        AnthropicClient client = client();
        for (Message said : both(
                client, message(model, "What is 12 * 12?").system("Be brief.").build())) {
            assertEquals("12 * 12 = 144", text(said));
            assertEquals(StopReason.END_TURN, said.stopReason().orElseThrow());
        }
    }

    private static Tool weather() {
        return Tool.builder()
                .name("get_weather")
                .description("The weather of a city")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, "gpt-4o"})
    default void anthropicToolsAreCalledAndAnswer(String model) {
        String prompt = "What is the weather in Rome?";
        AnthropicClient client = client();
        for (Message said :
                both(client, message(model, prompt).addTool(weather()).build())) {
            var use = said.content().getLast().asToolUse();
            assertEquals("{city=Rome}", use._input().toString());
            assertEquals(StopReason.TOOL_USE, said.stopReason().orElseThrow());
            Message next = client.messages()
                    .create(message(model, prompt)
                            .addTool(weather())
                            .addMessage(said)
                            .addUserMessageOfContentBlockParams(
                                    List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                            .toolUseId(use.id())
                                            .content("Sunny, 21 °C")
                                            .build())))
                            .build());
            assertTrue(text(next).contains("Sunny"), text(next));
            paid(next);
        }
    }

    @Test
    default void anthropicThinksAndAnswersByASchema() {
        AnthropicClient client = client();
        MessageCreateParams thinking =
                message(MODEL, "Say hello world").enabledThinking(1_024).build();
        for (Message said : both(client, thinking)) {
            assertTrue(said.content().getFirst().isThinking());
            assertEquals("hello world", text(said));
            Message next = client.messages()
                    .create(message(MODEL, "Say hello world")
                            .enabledThinking(1_024)
                            .addMessage(said)
                            .addUserMessage("Say goodbye world")
                            .build());
            assertEquals("goodbye world", text(next));
        }
        var params = message(MODEL, "A person named \"Grace\", aged 36")
                .outputConfig(Human.class)
                .build();
        Human human =
                client.messages().create(params).content().getFirst().asText().text();
        assertEquals("Grace 36", human.name + " " + human.age);
    }

    @Test
    default void anthropicCachesPromptsAndThatIsCheaper() {
        var marked = TextBlockParam.builder()
                .text("java ".repeat(2_000))
                .cacheControl(CacheControlEphemeral.builder().build())
                .build();
        MessageCreateParams params =
                message(MODEL, "hi").systemOfTextBlockParams(List.of(marked)).build();
        AnthropicClient client = client();
        Usage first = paid(client.messages().create(params));
        Usage second = paid(client.messages().create(params));
        long written = first.cacheCreationInputTokens().orElseThrow();
        assertTrue(written >= 2_000);
        assertEquals(written, second.cacheReadInputTokens().orElseThrow());
        assertTrue(cost(second).compareTo(cost(first)) < 0);
    }

    private static BigDecimal cost(Usage usage) {
        return new BigDecimal(
                Check.present(usage._additionalProperties().get("cost"), "cost").asStringOrThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, "gpt-4o"})
    default void anthropicSeesPictures(String model) {
        var image = ContentBlockParam.ofImage(Base64ImageSource.builder()
                .data(PictureHeads.png(1024, 1024))
                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                .build());
        AnthropicClient client = client();
        MessageCreateParams params = MessageCreateParams.builder()
                .model(model)
                .maxTokens(100)
                .addUserMessageOfContentBlockParams(List.of(image))
                .build();
        assertTrue(both(client, params).getFirst().usage().inputTokens() > 700);
    }

    @Test
    default void anthropicCountsAndLists() {
        AnthropicClient client = client();
        long counted = client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(MODEL)
                        .addUserMessage("How many tokens?")
                        .build())
                .inputTokens();
        long charged = paid(client.messages()
                        .create(message(MODEL, "How many tokens?").build()))
                .inputTokens();
        assertTrue(counted >= charged, counted + " counted, " + charged + " charged");
        assertTrue(client.models().list().data().stream()
                .anyMatch(each -> each.id().equals(MODEL)));
    }

    private static <E extends AnthropicServiceException> E refused(
            Class<E> type, AnthropicClient client, MessageCreateParams params) {
        E streamed = assertThrows(type, () -> streamed(client, params));
        E whole = assertThrows(type, () -> client.messages().create(params));
        assertEquals(whole.statusCode(), streamed.statusCode());
        String message = String.valueOf(whole.getMessage());
        assertFalse(message.isBlank());
        return whole;
    }

    @Test
    default void anthropicErrorsAreItsOwn() {
        MessageCreateParams hello = message(MODEL, "Hello").build();
        refused(UnauthorizedException.class, client("fk_nobodys"), hello);
        String poor = shop().customerOnce(PAYER + "-poor", "0.000001");
        var unpaid = refused(PaymentRequiredException.class, client(poor), hello);
        assertEquals(402, unpaid.statusCode());
        assertTrue(unpaid.body().toString().contains("insufficient_credits"), unpaid::getMessage);
        refused(
                UnprocessableEntityException.class,
                client(),
                message("no-such-model", "Hello").build());
        refused(
                RateLimitException.class,
                client(),
                message("busy-anthropic", "Hello").build());
        AnthropicClient client = client();
        assertThrows(NotFoundException.class, () -> client.messages().batches().list());
    }
}

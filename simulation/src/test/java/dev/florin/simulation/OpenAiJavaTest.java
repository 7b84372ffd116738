package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.florin.core.check.Check;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest {@code openai-java}, unchanged; run by {@link SdksTest}. */
interface OpenAiJavaTest {
    /** The account whose credit is spent. */
    String ACCOUNT = "java-openai";

    ModelShop shop();

    /** What a structured answer is read into. */
    class Person {
        public String name = "";
        public int age;
    }

    private OpenAIClient client(String key) {
        OpenAIClient made = OpenAIOkHttpClient.builder()
                .baseUrl(shop().first() + "/openai/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
        shop().whenClosed(made::close);
        return made;
    }

    private OpenAIClient client() {
        return client(shop().customerOnce(ACCOUNT, "50.00"));
    }

    private static ChatCompletionCreateParams.Builder chat(String model, String prompt) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(prompt);
    }

    private static String text(ChatCompletion answer) {
        return answer.choices().getFirst().message().content().orElse("");
    }

    private static CompletionUsage paid(ChatCompletion answer) {
        CompletionUsage usage = answer.usage().orElseThrow();
        assertCost(usage._allProperties());
        return usage;
    }

    private static void assertCost(Map<String, JsonValue> usage) {
        String cost = Check.present(usage.get("cost"), "cost").asStringOrThrow();
        assertTrue(new BigDecimal(cost).signum() > 0, cost);
    }

    private static ChatCompletion streamed(OpenAIClient client, ChatCompletionCreateParams params) {
        ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(all::accumulate);
        }
        return all.chatCompletion();
    }

    private static FunctionDefinition weather() {
        return FunctionDefinition.builder()
                .name("get_weather")
                .description("The weather of a city")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "claude-sonnet-5-5"})
    default void openAiChatsWholeAndStreamed(String model) {
        OpenAIClient client = client();
        ChatCompletionCreateParams.Builder ask = chat(model, "What is the capital of France?");
        ChatCompletion whole = client.chat().completions().create(ask.build());
        assertEquals("Paris is the capital of France.", text(whole));
        long output = paid(whole).completionTokens();
        ChatCompletion bare = streamed(client, ask.build());
        assertEquals(text(whole), text(bare));
        assertTrue(bare.usage().isEmpty());
        ask.streamOptions(
                ChatCompletionStreamOptions.builder().includeUsage(true).build());
        ChatCompletion streamed = streamed(client, ask.build());
        assertEquals(text(whole), text(streamed));
        assertEquals(output, paid(streamed).completionTokens());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "claude-sonnet-5-5"})
    default void openAiToolsAreCalledAndAnswer(String model) {
        OpenAIClient client = client();
        ChatCompletionCreateParams.Builder ask =
                chat(model, "What is the weather in Paris today?").addFunctionTool(weather());
        for (ChatCompletion said :
                List.of(client.chat().completions().create(ask.build()), streamed(client, ask.build()))) {
            var message = said.choices().getFirst().message();
            var call = message.toolCalls().orElseThrow().getFirst().asFunction();
            assertEquals("get_weather", call.function().name());
            assertEquals("{\"city\":\"Paris\"}", call.function().arguments().replace(" ", ""));
            ChatCompletion next = client.chat()
                    .completions()
                    .create(chat(model, "What is the weather in Paris today?")
                            .addFunctionTool(weather())
                            .addMessage(message)
                            .addMessage(ChatCompletionToolMessageParam.builder()
                                    .toolCallId(call.id())
                                    .content("Sunny, 21 °C")
                                    .build())
                            .build());
            assertTrue(text(next).contains("Sunny"), text(next));
            paid(next);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "claude-sonnet-5-5"})
    default void openAiSeesPictures(String model) {
        var image = ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url("data:image/png;base64," + PictureHeads.png(1024, 1024))
                        .build())
                .build());
        var text = ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("hi").build());
        OpenAIClient client = client();
        ChatCompletion answer = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(model)
                        .addUserMessageOfArrayOfContentParts(List.of(text, image))
                        .build());
        assertTrue(paid(answer).promptTokens() > 700);
    }

    @Test
    default void openAiAnswersByASchemaInChoicesAndWithReasoning() {
        OpenAIClient client = client();
        Person person = client.chat()
                .completions()
                .create(chat("gpt-4o", "Invent a person called \"Grace\" who is 36")
                        .responseFormat(Person.class)
                        .build())
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();
        assertEquals("Grace 36", person.name + " " + person.age);
        ChatCompletion three = client.chat()
                .completions()
                .create(chat("gpt-4o", "What is 12 * 12?").n(3).build());
        assertEquals(3, three.choices().size());
        paid(three);
        CompletionUsage usage = paid(client.chat()
                .completions()
                .create(chat("gpt-5-mini", "What is 6 * 7?")
                        .reasoningEffort(ReasoningEffort.LOW)
                        .maxCompletionTokens(2_000)
                        .build()));
        var details = usage.completionTokensDetails().orElseThrow();
        assertEquals(32, details.reasoningTokens().orElseThrow());
    }

    @Test
    default void openAiResponsesComeWholeAndStreamed() {
        OpenAIClient client = client();
        ResponseCreateParams params = ResponseCreateParams.builder()
                .model("gpt-5-mini")
                .input("What is 6 * 7?")
                .build();
        ResponseAccumulator all = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(all::accumulate);
        }
        for (Response said : List.of(client.responses().create(params), all.response())) {
            var message = said.output().getLast().asMessage().content();
            assertEquals("6 * 7 = 42", message.getFirst().asOutputText().text());
            var usage = said.usage().orElseThrow();
            assertEquals(96, usage.outputTokensDetails().reasoningTokens());
            assertCost(usage._allProperties());
        }
    }

    @Test
    default void openAiEmbedsAndLists() {
        OpenAIClient client = client();
        var answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("text-embedding-3-small")
                        .inputOfArrayOfStrings(List.of("the red cat", "the red hat"))
                        .build());
        assertEquals(1_536, answer.data().getLast().embedding().size());
        assertCost(answer.usage()._allProperties());
        assertTrue(client.models().list().data().stream()
                .anyMatch(each -> each.id().equals("gpt-4o")));
    }

    private static <E extends OpenAIServiceException> E refused(
            Class<E> type, OpenAIClient client, ChatCompletionCreateParams params) {
        E streamed = assertThrows(type, () -> streamed(client, params));
        E whole = assertThrows(type, () -> client.chat().completions().create(params));
        assertEquals(whole.statusCode(), streamed.statusCode());
        assertEquals(whole.code(), streamed.code());
        String message = String.valueOf(whole.getMessage());
        assertFalse(message.isBlank());
        return whole;
    }

    @Test
    default void openAiErrorsAreItsOwn() {
        ChatCompletionCreateParams hello =
                chat("gpt-4o", "Hello").maxCompletionTokens(500).build();
        var unknown = refused(UnauthorizedException.class, client("fk_nobodys"), hello);
        assertEquals("invalid_key", unknown.code().orElseThrow());
        String poor = shop().customerOnce(ACCOUNT + "-poor", "0.000001");
        var unpaid = refused(UnexpectedStatusCodeException.class, client(poor), hello);
        assertEquals(402, unpaid.statusCode());
        assertEquals("insufficient_credits", unpaid.code().orElseThrow());
        assertTrue(String.valueOf(unpaid.getMessage()).contains("credit does not pay"), unpaid.getMessage());
        refused(
                UnprocessableEntityException.class,
                client(),
                chat("no-such-model", "Hello").build());
        refused(RateLimitException.class, client(), chat("busy-openai", "Hello").build());
        var dear = refused(
                BadRequestException.class,
                client(),
                chat("gpt-4o", "Hello")
                        .serviceTier(ChatCompletionCreateParams.ServiceTier.PRIORITY)
                        .build());
        assertEquals("service_tier", dear.param().orElseThrow());
        OpenAIClient client = client();
        assertThrows(NotFoundException.class, () -> client.files().list());
    }
}

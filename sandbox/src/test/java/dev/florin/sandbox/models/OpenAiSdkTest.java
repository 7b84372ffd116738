package dev.florin.sandbox.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The newest {@code openai-java}, unchanged, against the stand-in. */
class OpenAiSdkTest {
    private final RunningModels models = new RunningModels();
    private final OpenAIClient client = OpenAIOkHttpClient.builder()
            .apiKey("sk-test")
            .baseUrl(models.openAi())
            .maxRetries(0)
            .build();

    @AfterEach
    void stop() {
        client.close();
        models.close();
    }

    /** What a structured answer is read into. */
    public static class Person {
        public String name = "";
        public int age;
        public List<String> languages = List.of();
    }

    private static ChatCompletionCreateParams.Builder chat(String model, String prompt) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(prompt);
    }

    @Test
    void aChatCompletionCountsAsTheCookbookSays() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(chat("gpt-4o", "What is the capital of France?").build());
        assertEquals(
                "Paris is the capital of France.",
                answer.choices().getFirst().message().content().orElseThrow());
        CompletionUsage usage = answer.usage().orElseThrow();
        // 3 for the message, 1 for its role, 7 for its text, 3 before the answer.
        assertEquals(14, usage.promptTokens());
        assertEquals(7, usage.completionTokens());
    }

    @Test
    void aStreamAddsUpToTheSameWithItsUsage() {
        ChatCompletionCreateParams params = chat("gpt-4o", "Write a Python function for FizzBuzz")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(all::accumulate);
        }
        ChatCompletion answer = all.chatCompletion();
        String text = answer.choices().getFirst().message().content().orElseThrow();
        assertTrue(text.contains("def fizzbuzz(n: int)"), text);
        long output = answer.usage().orElseThrow().completionTokens();
        assertEquals(output, models.lastCall().path("output_tokens").asLong());
    }

    @Test
    void aToolIsCalledWithArgumentsFromThePrompt() {
        FunctionDefinition tool = FunctionDefinition.builder()
                .name("get_weather")
                .description("The weather of a city")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build())
                .build();
        ChatCompletion answer = client.chat()
                .completions()
                .create(chat("gpt-4o", "What is the weather in Paris today?")
                        .addFunctionTool(tool)
                        .build());
        var call = answer.choices()
                .getFirst()
                .message()
                .toolCalls()
                .orElseThrow()
                .getFirst()
                .asFunction()
                .function();
        assertEquals("get_weather", call.name());
        assertEquals("{\"city\":\"Paris\"}", call.arguments());
    }

    @Test
    void aStructuredAnswerConformsToItsSchema() {
        var params = chat("gpt-4o", "Invent a person called \"Grace\" who is 36")
                .responseFormat(Person.class)
                .build();
        Person person = client.chat()
                .completions()
                .create(params)
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();
        assertEquals("Grace", person.name);
        assertEquals(36, person.age);
    }

    private long imageTokens(String model, String url, ChatCompletionContentPartImage.ImageUrl.Detail detail) {
        var image = ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url(url)
                        .detail(detail)
                        .build())
                .build());
        var text = ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("hi").build());
        ChatCompletion answer = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(model)
                        .addUserMessageOfArrayOfContentParts(List.of(text, image))
                        .build());
        return answer.usage().orElseThrow().promptTokens() - 8;
    }

    @Test
    void imagesCountByTheirSizeAndDetail() {
        var high = ChatCompletionContentPartImage.ImageUrl.Detail.HIGH;
        var low = ChatCompletionContentPartImage.ImageUrl.Detail.LOW;
        String png = "data:image/png;base64," + Pictures.png(1024, 1024);
        assertEquals(765, imageTokens("gpt-4o", png, high));
        assertEquals(85, imageTokens("gpt-4o", png, low));
        assertEquals(1105, imageTokens("gpt-4o", "data:image/jpeg;base64," + Pictures.jpeg(2048, 4096), high));
        assertEquals(1445, imageTokens("gpt-4o", "https://example.com/a.png", high), "the largest");
    }

    @Test
    void aRepeatedPrefixIsCachedInStepsOf128() {
        String prompt = "word ".repeat(1_500);
        var params = chat("gpt-4o", prompt).build();
        client.chat().completions().create(params);
        CompletionUsage usage =
                client.chat().completions().create(params).usage().orElseThrow();
        long cached = usage.promptTokensDetails().orElseThrow().cachedTokens().orElseThrow();
        assertEquals(usage.promptTokens() / 128 * 128, cached);
    }

    @Test
    void responsesStreamTheirEventsInOrder() {
        ResponseCreateParams params = ResponseCreateParams.builder()
                .model("gpt-5-mini")
                .input("What is 6 * 7?")
                .build();
        ResponseAccumulator all = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(all::accumulate);
        }
        Response streamed = all.response();
        Response whole = client.responses().create(params);
        for (Response response : List.of(streamed, whole)) {
            assertTrue(response.output().getFirst().isReasoning());
            assertEquals(
                    "6 * 7 = 42",
                    response.output()
                            .getLast()
                            .asMessage()
                            .content()
                            .getFirst()
                            .asOutputText()
                            .text());
            var usage = response.usage().orElseThrow();
            assertEquals(96, usage.outputTokensDetails().reasoningTokens());
            assertEquals(usage.inputTokens() + usage.outputTokens(), usage.totalTokens());
        }
    }

    @Test
    void embeddingsOfAlikeTextsLieCloseTogether() {
        var answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("text-embedding-3-small")
                        .inputOfArrayOfStrings(List.of("the red cat", "the red hat", "quarterly tax return"))
                        .build());
        List<Float> first = answer.data().get(0).embedding();
        assertEquals(1_536, first.size());
        double near = dot(first, answer.data().get(1).embedding());
        assertTrue(near > dot(first, answer.data().get(2).embedding()) + 0.3);
        assertEquals(10, answer.usage().promptTokens());
    }

    private static double dot(List<Float> one, List<Float> other) {
        double sum = 0;
        for (int i = 0; i < one.size(); i++) {
            sum += one.get(i) * other.get(i);
        }
        return sum;
    }

    @Test
    void modelsAreListedAndErrorsAreTheSdksOwn() {
        assertTrue(client.models().list().data().size() > 3);
        models.script("{'status': 429}");
        assertThrows(
                RateLimitException.class,
                () -> client.chat().completions().create(chat("m", "hi").build()));
    }
}

package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.answers.Ask;
import dev.florin.sandbox.models.script.OrderedAnswer;
import dev.florin.sandbox.models.stage.ApiError;
import dev.florin.sandbox.models.stage.Asking;
import dev.florin.sandbox.models.stage.Endpoint;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.Speech;
import dev.florin.sandbox.models.stage.Stage;
import dev.florin.sandbox.models.tokens.PrefixCache;
import dev.florin.sandbox.models.tokens.Tokens;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/chat/completions}. */
public final class ChatCompletions implements Endpoint {
    private static final int MOST_CHOICES = 128;

    private final PrefixCache cache;
    private final InstantSource clock;

    public ChatCompletions(PrefixCache cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    @Override
    public Asking read(ObjectNode body) {
        String model = model(body);
        ChatPrompt prompt = ChatPrompt.read(model, body);
        boolean stream = Json.flag(body, "stream");
        if (body.path("stream_options").isObject() && !stream) {
            throw ApiError.invalid(
                    "stream_options", "", "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        int choices = Json.number(body, "n", 1, MOST_CHOICES).orElse(1);
        OptionalInt limit = Json.number(body, "max_completion_tokens", 1, Integer.MAX_VALUE);
        OptionalInt oldLimit = Json.number(body, "max_tokens", 1, Integer.MAX_VALUE);
        Speech.Terms terms = new Speech.Terms(
                limit.isPresent() ? limit : oldLimit,
                OpenAiModel.reasoning(model, OpenAiModel.effort(body)),
                stops(body.path("stop")));
        return new Chat(model, prompt, prompt.ask(body), terms, stream, choices, body);
    }

    /** The model's name, which every request must have. */
    static String model(ObjectNode body) {
        String model = Json.text(body, "model");
        if (model.isEmpty()) {
            throw ApiError.invalid("model", "", "you must provide a model parameter");
        }
        return model;
    }

    private static List<String> stops(JsonNode stop) {
        List<String> stops = new ArrayList<>();
        if (stop.isString()) {
            stops.add(stop.asString());
        }
        stop.forEach(each -> stops.add(each.asString()));
        return stops;
    }

    /** A request for a chat completion. */
    private final class Chat implements Asking {
        private final String model;
        private final ChatPrompt prompt;
        private final Ask ask;
        private final Speech.Terms terms;
        private final boolean stream;
        private final int choices;
        private final ObjectNode body;

        Chat(
                String model,
                ChatPrompt prompt,
                Ask ask,
                Speech.Terms terms,
                boolean stream,
                int choices,
                ObjectNode body) {
            this.model = model;
            this.prompt = prompt;
            this.ask = ask;
            this.terms = terms;
            this.stream = stream;
            this.choices = choices;
            this.body = body;
        }

        @Override
        public int inputTokens() {
            return prompt.prompt().size();
        }

        @Override
        public void answer(OrderedAnswer answer, Stage stage) {
            int cached = cache.automatic(model, prompt.prompt());
            ChatAnswer out = new ChatAnswer(
                    answer.shape().id().orElseGet(() -> Json.id("chatcmpl-")),
                    answer.shape().model().orElse(model),
                    clock.instant().getEpochSecond(),
                    Speech.of(answer.content(), ask, Tokens.of(model), terms),
                    choices,
                    new OpenAiUsage(model, inputTokens(), cached),
                    answer.shape());
            if (stream) {
                out.stream(
                        stage, body.path("stream_options").path("include_usage").asBoolean(false), Tokens.of(model));
            } else {
                out.whole(stage);
            }
        }
    }
}

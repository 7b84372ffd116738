package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.answers.Ask;
import dev.florin.sandbox.models.script.OrderedAnswer;
import dev.florin.sandbox.models.stage.Asking;
import dev.florin.sandbox.models.stage.Endpoint;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.Speech;
import dev.florin.sandbox.models.stage.Stage;
import dev.florin.sandbox.models.tokens.PrefixCache;
import dev.florin.sandbox.models.tokens.Tokens;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/responses}. */
public final class Responses implements Endpoint {
    /** The API's own least limit. */
    private static final int LEAST_LIMIT = 1;

    private final PrefixCache cache;
    private final InstantSource clock;

    public Responses(PrefixCache cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    @Override
    public Asking read(ObjectNode body) {
        String model = ChatCompletions.model(body);
        ResponsesPrompt prompt = ResponsesPrompt.read(model, body);
        Speech.Terms terms = new Speech.Terms(
                Json.number(body, "max_output_tokens", LEAST_LIMIT, Integer.MAX_VALUE),
                OpenAiModel.reasoning(model, OpenAiModel.effort(body)),
                List.of());
        return new Response(model, prompt, prompt.ask(body), terms, Json.flag(body, "stream"), body);
    }

    /** A request for a response. */
    private final class Response implements Asking {
        private final String model;
        private final ResponsesPrompt prompt;
        private final Ask ask;
        private final Speech.Terms terms;
        private final boolean stream;
        private final ObjectNode body;

        Response(String model, ResponsesPrompt prompt, Ask ask, Speech.Terms terms, boolean stream, ObjectNode body) {
            this.model = model;
            this.prompt = prompt;
            this.ask = ask;
            this.terms = terms;
            this.stream = stream;
            this.body = body;
        }

        @Override
        public int inputTokens() {
            return prompt.prompt().size();
        }

        @Override
        public void answer(OrderedAnswer answer, Stage stage) {
            int cached = cache.automatic(model, prompt.prompt());
            ResponseAnswer out = new ResponseAnswer(
                    answer.shape().id().orElseGet(() -> Json.id("resp_")),
                    answer.shape().model().orElse(model),
                    clock.instant().getEpochSecond(),
                    body,
                    Speech.of(answer.content(), ask, Tokens.of(model), terms),
                    new OpenAiUsage(model, inputTokens(), cached),
                    answer.shape());
            if (stream) {
                new ResponseStream(out, stage, Tokens.of(model)).send();
            } else {
                out.whole(stage);
            }
        }
    }
}

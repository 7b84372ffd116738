package dev.florin.sandbox.models.anthropic;

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
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/messages}. */
public final class Messages implements Endpoint {
    /** The API's own least budget of thinking. */
    private static final int LEAST_BUDGET = 1_024;

    /** How many tokens the stand-in thinks, where it is asked to. */
    static final int THINKING = 48;

    private final PrefixCache cache;

    public Messages(PrefixCache cache) {
        this.cache = cache;
    }

    @Override
    public Asking read(ObjectNode body) {
        String model = model(body);
        OptionalInt limit = limit(body);
        if (limit.isEmpty()) {
            throw ApiError.invalid("max_tokens: Field required");
        }
        MessagePrompt prompt = MessagePrompt.read(model, body);
        Speech.Terms terms = new Speech.Terms(limit, thinking(body, limit.getAsInt()), stops(body));
        return new Message(model, prompt, prompt.ask(body), terms, stream(body));
    }

    /** The model's name, which every request must have. */
    static String model(ObjectNode body) {
        String model = Json.text(body, "model");
        if (model.isEmpty()) {
            throw ApiError.invalid("model: Field required");
        }
        return model;
    }

    private static OptionalInt limit(ObjectNode body) {
        try {
            return Json.number(body, "max_tokens", 1, Integer.MAX_VALUE);
        } catch (ApiError e) {
            throw ApiError.invalid("max_tokens: Input should be a valid integer greater than or equal to 1");
        }
    }

    private static boolean stream(ObjectNode body) {
        JsonNode stream = body.path("stream");
        if (!stream.isMissingNode() && !stream.isNull() && !stream.isBoolean()) {
            throw ApiError.invalid("stream: Input should be a valid boolean");
        }
        return stream.asBoolean(false);
    }

    private static int thinking(ObjectNode body, int limit) {
        JsonNode thinking = body.path("thinking");
        return switch (Json.text(thinking, "type")) {
            case "enabled" -> {
                int budget = thinking.path("budget_tokens").asInt(0);
                if (budget < LEAST_BUDGET) {
                    throw ApiError.invalid(
                            "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
                }
                if (budget >= limit) {
                    throw ApiError.invalid("`max_tokens` must be greater than `thinking.budget_tokens`");
                }
                yield THINKING;
            }
            case "adaptive" -> THINKING;
            default -> 0;
        };
    }

    private static List<String> stops(ObjectNode body) {
        return body.path("stop_sequences").valueStream().map(JsonNode::asString).toList();
    }

    /** A request for a message. */
    private final class Message implements Asking {
        private final String model;
        private final MessagePrompt prompt;
        private final Ask ask;
        private final Speech.Terms terms;
        private final boolean stream;

        Message(String model, MessagePrompt prompt, Ask ask, Speech.Terms terms, boolean stream) {
            this.model = model;
            this.prompt = prompt;
            this.ask = ask;
            this.terms = terms;
            this.stream = stream;
        }

        @Override
        public int inputTokens() {
            return prompt.prompt().size();
        }

        @Override
        public void answer(OrderedAnswer answer, Stage stage) {
            MessageAnswer out = new MessageAnswer(
                    answer.shape().id().orElseGet(() -> Json.id("msg_")),
                    answer.shape().model().orElse(model),
                    Speech.of(answer.content(), ask, Tokens.of(model), terms),
                    CacheUse.of(model, prompt, cache),
                    answer.shape());
            if (stream) {
                new MessageStream(out, stage, Tokens.of(model)).send();
            } else {
                out.whole(stage);
            }
        }
    }
}

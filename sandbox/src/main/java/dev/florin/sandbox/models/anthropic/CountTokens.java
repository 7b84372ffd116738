package dev.florin.sandbox.models.anthropic;

import dev.florin.sandbox.models.script.OrderedAnswer;
import dev.florin.sandbox.models.stage.Asking;
import dev.florin.sandbox.models.stage.Endpoint;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.stage.Stage;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/messages/count_tokens}: what a message would count. It counts nothing itself. */
public final class CountTokens implements Endpoint {
    @Override
    public Asking read(ObjectNode body) {
        return new Count(MessagePrompt.read(Messages.model(body), body).prompt().size());
    }

    /** A request for a count. */
    private record Count(int counted) implements Asking {
        @Override
        public int inputTokens() {
            return 0;
        }

        @Override
        public void answer(OrderedAnswer answer, Stage stage) {
            ObjectNode body = Json.object().put("input_tokens", counted);
            answer.shape().usage().filter(usage -> usage.has("input_tokens")).ifPresent(usage -> {
                body.set("input_tokens", usage.path("input_tokens"));
            });
            stage.whole(body, 0, Optional.empty());
        }
    }
}

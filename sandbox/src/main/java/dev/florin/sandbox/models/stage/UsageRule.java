package dev.florin.sandbox.models.stage;

import dev.florin.sandbox.models.script.OrderedAnswer.SentIn;
import dev.florin.sandbox.models.script.OrderedAnswer.Shape;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Which usage goes out, and with which frames of a stream. */
public record UsageRule(Shape shape) {
    /** What is sent in place of the true usage. */
    public Optional<JsonNode> of(Supplier<? extends JsonNode> truth) {
        if (shape.noUsage()) {
            return Optional.empty();
        }
        return Optional.of(shape.usage().isPresent() ? shape.usage().get() : truth.get());
    }

    /** True if a script says where it is sent. */
    public boolean placed() {
        return shape.usageSentIn() != SentIn.PROVIDER;
    }

    public boolean inFirst() {
        return shape.usageSentIn() == SentIn.FIRST || inEvery();
    }

    public boolean inEvery() {
        return shape.usageSentIn() == SentIn.EVERY;
    }

    public boolean inLast() {
        return shape.usageSentIn() != SentIn.FIRST;
    }
}

package dev.florin.server.gateway.wire;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an answer has said so far. Not thread-safe. */
public final class Said {
    private final Consumer<String> counted;
    private @Nullable String model;
    private @Nullable String finish;
    private @Nullable String serviceTier;
    private boolean content;
    private boolean reasoning;
    private boolean limited;
    private boolean failed;

    /** Gives every text that is counted as output to {@code counted}. */
    Said(Consumer<String> counted) {
        this.counted = counted;
    }

    /** The model that answered, by the provider's name for it. */
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /** Why it ended, in the dialect's own word; empty as long as it has not. */
    public Optional<String> finish() {
        return Optional.ofNullable(finish);
    }

    /** The tier that the provider says it served. */
    public Optional<String> serviceTier() {
        return Optional.ofNullable(serviceTier);
    }

    /** Whether there was text, a tool call, an image, a sound, an embedding or a refusal. */
    public boolean hasContent() {
        return content;
    }

    /** Whether there was thinking, shown or marked. */
    public boolean hasReasoning() {
        return reasoning;
    }

    /** Whether it ended at the output limit. */
    public boolean endedByLimit() {
        return limited;
    }

    /** Whether the provider reported an error, in place of an answer or within it. */
    public boolean hasFailed() {
        return failed;
    }

    void content(@Nullable String text) {
        if (text != null && !text.isEmpty()) {
            content = true;
            counted.accept(text);
        }
    }

    /** Content that is no text, or whose text was counted before. */
    void content() {
        content = true;
    }

    void reasoning(@Nullable String text) {
        if (text != null && !text.isEmpty()) {
            reasoning = true;
            counted.accept(text);
        }
    }

    void reasoning() {
        reasoning = true;
    }

    void model(@Nullable String name) {
        model = name == null || name.isEmpty() ? model : name;
    }

    void serviceTier(@Nullable String tier) {
        serviceTier = tier == null ? serviceTier : tier;
    }

    void finish(@Nullable String reason) {
        if (reason != null) {
            finish = reason;
            limited |= reason.equals("length") || reason.equals("max_tokens") || reason.equals("max_output_tokens");
            // The model declined: that is an answer.
            content |= reason.equals("refusal") || reason.equals("content_filter");
        }
    }

    void failed() {
        failed = true;
    }
}

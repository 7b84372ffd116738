package dev.florin.sandbox.models.script;

import dev.florin.sandbox.models.answers.ToolUse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a call is to be answered. A number of frames that nobody ordered is {@link #NEVER}.
 *
 * @param content what is said
 * @param whole the answer word by word, which leaves nothing to the dialect
 */
public record OrderedAnswer(Timing timing, Refusal refusal, Content content, Breaks breaks, Shape shape, Whole whole) {
    /** Stands where no number of frames was given. */
    public static final int NEVER = -1;

    /**
     * When things happen.
     *
     * @param waitAfter content frames before the latch; {@link #NEVER}: before answering
     */
    public record Timing(
            Optional<String> waitFor,
            int waitAfter,
            int delayMillis,
            int firstFrameMillis,
            int pauseMillis,
            int usageDelayMillis) {}

    /**
     * What comes instead of an answer.
     *
     * @param status 0: an answer
     */
    public record Refusal(boolean refuse, int status, Optional<ObjectNode> error, Map<String, String> headers) {}

    /**
     * What the answer says; without text, frames and fill that is left to the stand-in.
     *
     * @param reasoningTokens {@link #NEVER}: as the request asks
     */
    public record Content(
            Optional<String> text, int frames, boolean fill, List<ToolUse> toolUses, int reasoningTokens) {
        /** True if what is said was ordered. */
        public boolean ordered() {
            return text.isPresent() || frames != NEVER || fill || !toolUses.isEmpty();
        }
    }

    /** After how many content frames what goes wrong. */
    public record Breaks(
            int cutAfter, boolean reset, boolean cutBeforeUsage, int stallAfter, int malformedAfter, int errorAfter) {}

    /** Which frames carry the usage. */
    public enum SentIn {
        PROVIDER,
        LAST,
        EVERY,
        FIRST
    }

    /**
     * What the answer's frame says.
     *
     * @param usage present: sent as it stands
     */
    public record Shape(
            Optional<String> finish,
            boolean noUsage,
            Optional<JsonNode> usage,
            SentIn usageSentIn,
            Optional<String> model,
            Optional<String> id) {}

    /** One event of a stream that is written as it stands. */
    public record Event(Optional<String> name, String data, int pauseMillis) {}

    /** The whole answer, or the whole stream. */
    public record Whole(Optional<JsonNode> body, Optional<List<Event>> events) {}

    private static final Refusal NONE = new Refusal(false, 0, Optional.empty(), Map.of());
    private static final Content FREE = new Content(Optional.empty(), NEVER, false, List.of(), NEVER);
    private static final Breaks SOUND = new Breaks(NEVER, false, false, NEVER, NEVER, NEVER);
    private static final Shape USUAL =
            new Shape(Optional.empty(), false, Optional.empty(), SentIn.PROVIDER, Optional.empty(), Optional.empty());

    /** A model's own pace: a first frame within a third of a second, then 30 to 60 a second; the same to the same seed. */
    public static OrderedAnswer natural(int seed) {
        int first = 150 + Math.floorMod(seed, 151);
        int pause = 16 + Math.floorMod(seed >> 8, 18);
        return new OrderedAnswer(
                new Timing(Optional.empty(), NEVER, 0, first, pause, 0),
                NONE,
                FREE,
                SOUND,
                USUAL,
                new Whole(Optional.empty(), Optional.empty()));
    }

    /** True if an error's envelope goes out instead of an answer. */
    public boolean isError() {
        return refusal.status() >= 300;
    }
}

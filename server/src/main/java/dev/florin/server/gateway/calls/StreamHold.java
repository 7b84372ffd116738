package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import java.time.Duration;

/**
 * How much output a running stream is held for, and when that is to grow. A stream whose caller named no limit begins small, so
 * that a short answer does not set aside what only the longest could cost. Not thread-safe.
 */
final class StreamHold {
    /** What a stream without a limit of its own is held for at first, and extended by. */
    static final long STEP_TOKENS = 8_192;

    /** Progress is recorded this long after the provider accepted: what is shorter settles by itself. */
    static final Duration FIRST_PROGRESS = Duration.ofSeconds(1);

    /** Well within {@link #LIFE}, and little enough that no five seconds pass without, whatever the recording takes. */
    static final Duration PROGRESS_EVERY = Duration.ofSeconds(4);

    /** How long a hold outlives the last progress of its stream. */
    static final Duration LIFE = Duration.ofMinutes(2);

    private final long most;
    private long held;
    private boolean refused;

    /**
     * @param held output tokens that the hold pays
     * @param most the limit that was sent to the provider
     */
    StreamHold(long held, long most) {
        Check.argument(held >= 0 && held <= most, "a stream is held for no more than it may write");
        this.held = held;
        this.most = most;
    }

    /** What to hold first for a stream that may write so much. */
    static long first(long most) {
        return Math.min(STEP_TOKENS, most);
    }

    long held() {
        return held;
    }

    /** Whether the whole limit is held: then the provider ends the stream before the hold is used up. */
    boolean isFull() {
        return held == most;
    }

    /** Whether to ask for more now: at a half, so that the answer is there before three quarters are used. */
    boolean wantsMore(long written) {
        return !refused && held < most && written >= held / 2;
    }

    /** What to ask for. */
    long next() {
        return Math.min(held + STEP_TOKENS, most);
    }

    void extendedTo(long tokens) {
        Check.argument(tokens > held && tokens <= most, "an extension is more than before and no more than the limit");
        held = tokens;
    }

    /** The balance pays no more: the stream ends where the hold does. */
    void refused() {
        refused = true;
    }

    /** Whether the stream must stop now, because what follows is not paid; the provider ends it at the limit itself. */
    boolean isUsedUp(long written) {
        return held < most && written >= held;
    }
}

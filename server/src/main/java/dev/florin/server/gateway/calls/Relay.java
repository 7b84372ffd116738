package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.gateway.wire.CostNote;
import dev.florin.server.gateway.wire.Said;
import dev.florin.server.gateway.wire.SseFrame;
import dev.florin.server.gateway.wire.SseReader;
import dev.florin.server.gateway.wire.Step;
import dev.florin.server.gateway.wire.StreamMeter;
import dev.florin.server.gateway.wire.StreamTooLong;
import dev.florin.server.gateway.wire.StreamTranslation;
import dev.florin.server.gateway.wire.Translation;
import dev.florin.server.gateway.wire.UsageCounts;
import dev.florin.server.gateway.wire.UsageReading;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a provider sends into what the caller gets. Of a translated stream the provider's dialect is metered for the usage,
 * and the caller's for what is sent. Not thread-safe.
 */
final class Relay {
    private final SseReader reader = new SseReader();
    private final StreamMeter heard;
    private final StreamMeter told;
    private final @Nullable StreamTranslation translation;
    private long bytes;
    private boolean over;
    private boolean whole;

    /** @param created when, in seconds since 1970, where a dialect asks for it and the provider does not say */
    Relay(CallPlan plan, Tokens tokens, long created) {
        String provider = plan.provider().name();
        heard = StreamMeter.of(plan.sent(), tokens, provider, plan.upstreamModel());
        if (plan.isTranslated()) {
            told = StreamMeter.of(plan.request(), tokens, provider, plan.upstreamModel());
            translation = Translation.stream(plan.request().dialect(), created);
        } else {
            told = heard;
            translation = null;
        }
    }

    /** What goes to the caller now. A frame longer than any can be ends the stream. */
    List<byte[]> take(byte[] piece) {
        bytes += piece.length;
        List<byte[]> out = new ArrayList<>();
        try {
            for (SseFrame frame : reader.read(piece, 0, piece.length)) {
                take(frame, out);
            }
        } catch (StreamTooLong _) {
            over = true;
        }
        return out;
    }

    private void take(SseFrame frame, List<byte[]> out) {
        if (over) {
            return;
        }
        Step step = heard.take(frame);
        if (translation != null) {
            tell(translation.take(frame), out);
        } else if (step instanceof Step.Send send) {
            out.addAll(send.bytes());
        }
        if (step instanceof Step.Over end) {
            over = true;
            whole = end.whole();
        }
    }

    private void tell(List<SseFrame> frames, List<byte[]> out) {
        for (SseFrame each : frames) {
            if (told.take(each) instanceof Step.Send send) {
                out.addAll(send.bytes());
            }
        }
    }

    /** The provider says no more; what the caller gets of it. */
    List<byte[]> end() {
        List<byte[]> out = new ArrayList<>();
        if (!over) {
            over = true;
            whole = heard.end() instanceof Step.Over end && end.whole();
            if (translation != null && whole) {
                tell(translation.end(), out);
            }
        }
        return out;
    }

    boolean isOver() {
        return over;
    }

    /** Whether the answer came to its own end. */
    boolean isWhole() {
        Check.invariant(over, "the stream is not over");
        return whole;
    }

    /** All that came, as a bound of what can have been written. */
    long bytes() {
        return bytes;
    }

    Said said() {
        return heard.said();
    }

    UsageReading usage() {
        return heard.usage();
    }

    Count written() {
        return heard.outputSoFar();
    }

    List<byte[]> closing(@Nullable CostNote note) {
        told.end();
        return told.closing(note);
    }

    List<byte[]> broken(String message, @Nullable CostNote note) {
        return told.broken(message, note);
    }

    List<byte[]> stopped(UsageCounts counts, CostNote note) {
        return told.stopped(counts, note);
    }
}

package dev.florin.server.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.florin.core.money.Amount;
import dev.florin.server.gateway.tokens.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tests of the wire formats share. */
final class Fixtures {
    static final Tokens TOKENS = new Tokens();

    static final CostNote NOTE =
            new CostNote(Amount.dollars("0.0113"), Amount.dollars("0.0113"), Amount.ZERO, false, 3, "txn_1", List.of());

    static final String COST = "\"cost\":\"0.0113\",\"cost_details\":{\"amount\":\"0.0113\",\"uncollected\":\"0.00\","
            + "\"estimated\":false,\"price_version\":3,\"transaction\":\"txn_1\",\"lines\":[]}";

    static final String COMMENT = ": florin {\"cost\":\"0.0113\",\"transaction\":\"txn_1\"}\n\n";

    private Fixtures() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static CallRequest accepted(Dialect dialect, String body) {
        Reading reading = RequestReader.read(dialect, utf8(body));
        return assertInstanceOf(Reading.Accepted.class, reading, reading.toString())
                .request();
    }

    static Reading.Rejected rejected(Dialect dialect, String body) {
        return assertInstanceOf(Reading.Rejected.class, RequestReader.read(dialect, utf8(body)), body);
    }

    static UsageCounts counted(UsageReading reading) {
        return assertInstanceOf(UsageReading.Counted.class, reading, reading.toString())
                .counts();
    }

    static List<SseFrame> frames(String stream) {
        byte[] bytes = utf8(stream);
        return new SseReader().read(bytes, 0, bytes.length);
    }

    /** All that a caller gets of a stream, with the cost or, without a note, as where nothing was charged. */
    static String relayed(StreamMeter meter, String stream, @Nullable CostNote note) {
        List<byte[]> sent = new ArrayList<>();
        boolean closed = false;
        for (SseFrame frame : frames(stream)) {
            switch (meter.take(frame)) {
                case Step.Send(List<byte[]> bytes) -> sent.addAll(bytes);
                case Step.Over over -> {
                    sent.addAll(over.whole() ? meter.closing(note) : meter.broken("The provider broke off.", note));
                    closed = true;
                }
            }
        }
        if (!closed && meter.end() instanceof Step.Over(boolean whole)) {
            sent.addAll(whole ? meter.closing(note) : meter.broken("The provider broke off.", note));
        }
        StringBuilder all = new StringBuilder();
        sent.forEach(bytes -> all.append(text(bytes)));
        return all.toString();
    }

    static StreamMeter meter(Dialect dialect, String body) {
        return StreamMeter.of(accepted(dialect, body), TOKENS, "openai", "gpt-4o");
    }
}

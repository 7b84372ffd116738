package dev.florin.server.web.http;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Names for requests, so that a log line and an answer can be told to belong together. Thread-safe. */
final class RequestIds {
    /** As long as any tracing system's id. */
    private static final int LONGEST = 128;

    /** An odd step that visits every long before it repeats (2^64 divided by the golden ratio). */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final AtomicLong next;

    RequestIds(RandomGenerator random) {
        this.next = new AtomicLong(random.nextLong());
    }

    /** A new one; different from all others of this process, and by chance alone the same as another's. */
    String make() {
        long mixed = next.getAndAdd(STEP);
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return "req_" + HexFormat.of().toHexDigits(mixed ^ mixed >>> 31);
    }

    /** Whether a client's own id is taken over: 1–128 letters, digits, dots, underscores and hyphens. */
    static boolean isValid(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean good = letter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
            if (!good) {
                return false;
            }
        }
        return true;
    }
}

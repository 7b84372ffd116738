package dev.florin.sandbox.models.tokens;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Which beginnings of prompts were seen lately, of each model: what a provider's prompt cache remembers. Thread-safe. */
public final class PrefixCache {
    /** No provider caches less. */
    public static final int LEAST_TOKENS = 1_024;

    /** OpenAI finds prefixes again in steps of so many tokens. */
    public static final int STEP = 128;

    /** OpenAI keeps a prefix about so long after its last use. */
    private static final Duration KEPT = Duration.ofMinutes(30);

    private static final int MOST_ENTRIES = 100_000;

    private record Seen(String model, long print) {}

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Seen, Instant> until = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Seen, Instant> eldest) {
            return size() > MOST_ENTRIES;
        }
    };

    public PrefixCache(InstantSource clock) {
        this.clock = clock;
    }

    /** How much of the prompt was seen before, in whole steps; remembers all of it. */
    public int automatic(String model, Prompt prompt) {
        if (prompt.size() < LEAST_TOKENS) {
            return 0;
        }
        long[] prints = prompt.prefixes(STEP);
        int found = 0;
        for (int i = prints.length; i * STEP >= LEAST_TOKENS && found == 0; i--) {
            found = holds(model, prints[i - 1]) ? i * STEP : 0;
        }
        for (int i = LEAST_TOKENS / STEP; i <= prints.length; i++) {
            keep(model, prints[i - 1], KEPT);
        }
        return found;
    }

    /** True if that beginning was kept and has not run out; it then lives on. */
    public boolean holds(String model, long print) {
        lock.lock();
        try {
            @Nullable Instant end = until.get(new Seen(model, print));
            return end != null && end.isAfter(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    public void keep(String model, long print, Duration time) {
        lock.lock();
        try {
            until.put(new Seen(model, print), clock.instant().plus(time));
        } finally {
            lock.unlock();
        }
    }

    public void clear() {
        lock.lock();
        try {
            until.clear();
        } finally {
            lock.unlock();
        }
    }
}

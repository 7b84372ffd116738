package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each key: so many requests a second, so many at once. Thread-safe.
 *
 * <p>A bucket is one number, the time at which it will be full again (GCRA): taking a token moves that time on, and where it
 * would lie further ahead than the bucket is deep, there is none. A bucket that is full again says nothing and is forgotten.
 */
public final class RateLimiter {
    /** Buckets kept; beyond, those that are full again are dropped. About 10 MB. */
    static final int MOST_BUCKETS = 100_000;

    /** Looking through all buckets takes milliseconds: a flood of new keys must not make it happen for each. */
    private static final long SWEEP_NANOS = 1_000_000_000L;

    private final long nanosPerToken;
    private final long depthNanos;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, AtomicLong> buckets = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt;

    /**
     * A limiter.
     *
     * @param nanoTime a clock that only goes forward, such as {@code System::nanoTime}
     */
    public RateLimiter(int tokensPerSecond, int atOnce, LongSupplier nanoTime) {
        Check.argument(tokensPerSecond > 0 && atOnce > 0, "a bucket holds and gains at least one token");
        this.nanosPerToken = 1_000_000_000L / tokensPerSecond;
        this.depthNanos = nanosPerToken * atOnce;
        this.nanoTime = nanoTime;
        this.sweptAt = new AtomicLong(nanoTime.getAsLong() - SWEEP_NANOS);
    }

    /** Takes a token: zero where there was one, else how long until there is. */
    public Duration take(String key) {
        long now = nanoTime.getAsLong();
        AtomicLong bucket = bucket(key, now);
        while (true) {
            long fullAt = bucket.get();
            long from = fullAt - now > 0 ? fullAt : now;
            long wait = from + nanosPerToken - depthNanos - now;
            if (wait > 0) {
                return Duration.ofNanos(wait);
            }
            if (bucket.compareAndSet(fullAt, from + nanosPerToken)) {
                return Duration.ZERO;
            }
        }
    }

    /** Whether a token is there, without taking it. */
    public Duration look(String key) {
        AtomicLong bucket = buckets.get(key);
        if (bucket == null) {
            return Duration.ZERO;
        }
        long wait = bucket.get() + nanosPerToken - depthNanos - nanoTime.getAsLong();
        return wait > 0 ? Duration.ofNanos(wait) : Duration.ZERO;
    }

    int buckets() {
        return buckets.size();
    }

    private AtomicLong bucket(String key, long now) {
        AtomicLong known = buckets.get(key);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= MOST_BUCKETS) {
            sweep(now);
        }
        // More keys than we keep are at work at once: they share one bucket rather than our memory.
        String kept = buckets.size() >= MOST_BUCKETS ? "" : key;
        return buckets.computeIfAbsent(kept, unseen -> new AtomicLong(now));
    }

    private void sweep(long now) {
        long last = sweptAt.get();
        if (now - last >= SWEEP_NANOS && sweptAt.compareAndSet(last, now)) {
            buckets.values().removeIf(bucket -> bucket.get() - now <= 0);
        }
    }
}

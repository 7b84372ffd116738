package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Tells whose key a request carries, and whether that key may ask right now. Thread-safe.
 *
 * <p>A key that was found is believed for at most a second, so one that is revoked stops within that time on every process. A
 * key that was not found is never remembered: guesses could fill any cache. They are slowed down by address instead, which
 * leaves alone the keys that have worked before: behind a proxy everybody has the same address.
 */
public final class Authentication {
    /** A revoked key may work this much longer. */
    static final Duration BELIEVED = Duration.ofSeconds(1);

    /** Keys in use at once; beyond, stale ones are dropped, and in the worst case all. */
    static final int MOST_KEYS = 20_000;

    /** Longer than any key that was ever made. */
    private static final int LONGEST_KEY = 256;

    private static final String BEARER = "Bearer ";

    private final KeyDirectory directory;
    private final LongSupplier nanoTime;
    private final RateLimiter restricted;
    private final RateLimiter accounts;
    private final RateLimiter failures;
    private final ConcurrentMap<KeyHash, Found> found = new ConcurrentHashMap<>();

    private record Found(Caller caller, long atNanos) {}

    public Authentication(KeyDirectory directory, RateLimits limits, LongSupplier nanoTime) {
        this.directory = directory;
        this.nanoTime = nanoTime;
        this.restricted = new RateLimiter(limits.restrictedPerSecond(), 2 * limits.restrictedPerSecond(), nanoTime);
        this.accounts = new RateLimiter(limits.accountPerSecond(), 2 * limits.accountPerSecond(), nanoTime);
        this.failures = new RateLimiter(limits.failedPerSecond(), 5 * limits.failedPerSecond(), nanoTime);
    }

    /**
     * Whose request it is.
     *
     * @param authorization the header Authorization, or empty
     * @param address where the request came from, to slow down guesses
     * @throws Refused with 401 {@code invalid_key} or 429 {@code rate_limited}
     */
    public Caller caller(Optional<String> authorization, String address) {
        return callerWith(authorization.flatMap(Authentication::secret), address);
    }

    /** The same of a key that was sent on its own. */
    Caller callerWith(Optional<String> secret, String address) {
        Caller caller = secret.filter(Authentication::canBe)
                .flatMap(each -> lookUp(each, address))
                .orElseThrow(() -> refuse(address));
        Duration wait = switch (caller) {
            case Caller.Operator operator -> Duration.ZERO;
            case Caller.Restricted key -> restricted.take(key.id());
            case Caller.AccountKey key -> accounts.take(key.id());
            case Caller.Anonymous anonymous -> throw new IllegalStateException("nobody's key was found");
        };
        if (!wait.isZero()) {
            throw tooMany("This key asks too often.", wait);
        }
        return caller;
    }

    private Refused refuse(String address) {
        Duration wait = failures.take(address);
        Check.invariant(!wait.isNegative(), "time goes forward");
        // Nothing of the key is repeated: a wrong key is often a right one with a slip.
        return new Refused(
                Problem.of(ProblemCode.INVALID_KEY, "Send a key that is in force as `Authorization: Bearer <key>`."));
    }

    private static Refused tooMany(String detail, Duration wait) {
        return new Refused(Problem.of(ProblemCode.RATE_LIMITED, detail).retryAfter(wait));
    }

    private static Optional<String> secret(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        return Optional.of(authorization.substring(BEARER.length()).strip());
    }

    private static boolean canBe(String secret) {
        return !secret.isEmpty() && secret.length() <= LONGEST_KEY;
    }

    private Optional<Caller> lookUp(String secret, String address) {
        KeyHash hash = KeyHash.ofSecret(secret);
        long now = nanoTime.getAsLong();
        Found known = found.get(hash);
        if (known != null && now - known.atNanos < BELIEVED.toNanos()) {
            return Optional.of(known.caller);
        }
        Duration blocked = failures.look(address);
        if (known == null && !blocked.isZero()) {
            throw tooMany("Too many wrong keys came from here.", blocked);
        }
        Optional<Caller> caller = directory.find(hash);
        if (caller.isPresent()) {
            if (found.size() >= MOST_KEYS) {
                forgetStale(now);
            }
            found.put(hash, new Found(caller.get(), now));
        } else {
            found.remove(hash);
        }
        return caller;
    }

    private void forgetStale(long now) {
        found.values().removeIf(known -> now - known.atNanos >= BELIEVED.toNanos());
        if (found.size() >= MOST_KEYS) {
            found.clear();
        }
    }
}

package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger lookUps = new AtomicInteger();
    private final Map<KeyHash, Caller> keys = new ConcurrentHashMap<>(Map.of(
            KeyHash.ofSecret("sk_1"), new Caller.Operator(),
            KeyHash.ofSecret("rk_1"), new Caller.Restricted("ak_1", "reader", Set.of(Scope.READ)),
            KeyHash.ofSecret("fk_1"), new Caller.AccountKey("ada", "key_1")));
    private final Authentication authentication = new Authentication(
            hash -> {
                lookUps.incrementAndGet();
                return Optional.ofNullable(keys.get(hash));
            },
            new RateLimits(100, 10, 2),
            nanos::get);

    private Caller ask(String key) {
        return authentication.caller(Optional.of("Bearer " + key), "10.0.0.1");
    }

    private ProblemCode refusal(String key) {
        return assertThrows(Refused.class, () -> ask(key)).problem().code();
    }

    @Test
    void aKeyIsLookedUpOnceASecondAndARevokedOneStopsWithinIt() {
        for (int i = 0; i < 100; i++) {
            assertEquals(new Caller.Operator(), ask("sk_1"));
        }
        assertEquals(1, lookUps.get());
        keys.clear();
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertEquals(new Caller.Operator(), ask("sk_1"));
        nanos.addAndGet(Duration.ofMillis(2).toNanos());
        assertEquals(ProblemCode.INVALID_KEY, refusal("sk_1"));
        assertEquals(ProblemCode.INVALID_KEY, refusal("sk_1"));
    }

    @Test
    void anythingElseThanABearerIsNoKey() {
        for (String header : new String[] {"sk_1", "Basic sk_1", "Bearer", "Bearer ", "Bearer " + "s".repeat(300)}) {
            Refused refused = assertThrows(Refused.class, () -> authentication.caller(Optional.of(header), header));
            assertEquals(ProblemCode.INVALID_KEY, refused.problem().code());
        }
        assertEquals(0, lookUps.get());
        assertEquals(new Caller.Operator(), authentication.caller(Optional.of("bearer sk_1"), "10.0.0.1"));
    }

    @Test
    void guessesFromOneAddressAreSlowedDownAndNotLookedUpAnyMore() {
        ask("rk_1");
        for (int i = 0; i < 10; i++) {
            assertEquals(ProblemCode.INVALID_KEY, refusal("guess" + i));
        }
        assertEquals(11, lookUps.get());
        assertEquals(ProblemCode.RATE_LIMITED, refusal("guess"));
        assertEquals(ProblemCode.RATE_LIMITED, refusal("sk_1"));
        assertEquals(11, lookUps.get());
        assertEquals(new Caller.Operator(), authentication.caller(Optional.of("Bearer sk_1"), "10.0.0.2"));
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        assertEquals(new Caller.Operator(), ask("sk_1"));
    }

    @Test
    void guessesDoNotShutOutAKeyThatHasWorkedFromTheSameAddress() {
        ask("sk_1");
        for (int i = 0; i < 12; i++) {
            refusal("guess" + i);
        }
        nanos.addAndGet(Authentication.BELIEVED.toNanos());
        for (int i = 0; i < 12; i++) {
            refusal("guess" + i);
        }
        assertEquals(new Caller.Operator(), ask("sk_1"));
    }

    @Test
    void anAccountsKeyHasItsRateAndTheOperatorHasNone() {
        for (int i = 0; i < 20; i++) {
            ask("fk_1");
        }
        Refused refused = assertThrows(Refused.class, () -> ask("fk_1"));
        assertEquals(ProblemCode.RATE_LIMITED, refused.problem().code());
        assertEquals(1, refused.problem().retryAfterSeconds());
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        ask("fk_1");
        for (int i = 0; i < 10_000; i++) {
            ask("sk_1");
        }
    }

    @Test
    void aBucketGivesWhatItHoldsThenWhatItGains() {
        RateLimiter limiter = new RateLimiter(10, 5, nanos::get);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5; i++) {
                assertEquals(Duration.ZERO, limiter.take("a"));
            }
            assertEquals(Duration.ofMillis(100), limiter.take("a"));
            assertEquals(Duration.ZERO, limiter.take("other" + round));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
    }

    @Test
    void bucketsDoNotGrowWithoutBound() {
        RateLimiter limiter = new RateLimiter(1, 1, nanos::get);
        for (int i = 0; i < RateLimiter.MOST_BUCKETS + 5_000; i++) {
            limiter.take("k" + i);
        }
        assertTrue(limiter.buckets() <= RateLimiter.MOST_BUCKETS + 1);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        limiter.take("new");
        assertEquals(1, limiter.buckets());
    }
}

package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.Digest;
import dev.florin.server.storage.ApiKeys.ApiKey;
import dev.florin.server.storage.RequestKeys.Once;
import dev.florin.server.storage.RequestKeys.RequestKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Database DATABASE = StorageTesting.migrated(TEST);

    private final ApiKeys keys = new ApiKeys(DATABASE, new SecureRandom());
    private final SandboxClock clock = new SandboxClock(DATABASE);
    private final Customers customers = new Customers(DATABASE);

    @AfterAll
    static void close() {
        DATABASE.close();
        TEST.close();
    }

    @Test
    void aKeyIsFoundByItsSecretWhichIsKeptNowhere() throws SQLException {
        ApiKeys.Created made = keys.create(new ApiKeys.Draft("billing", Set.of("read", "spend"), null));
        assertTrue(made.secret().startsWith("rk_"), made.secret());
        assertEquals(Optional.of(made.key()), keys.find(digest(made.secret())));
        assertEquals(Set.of("read", "spend"), made.key().scopes());
        assertTrue(keys.find(digest(made.secret() + "x")).isEmpty());
        assertFalse(made.toString().contains(made.secret()));
        assertEquals(
                0, count("SELECT count(*) FROM florin.api_key k WHERE strpos(k::text, '" + made.secret() + "') > 0"));
    }

    @Test
    void aRevokedKeyIsNotFoundAndStaysInTheList() {
        ApiKeys.Created made = keys.create(new ApiKeys.Draft("gone", Set.of("read"), null));
        ApiKey revoked = keys.revoke(made.key().id()).orElseThrow();
        assertEquals(revoked, keys.revoke(made.key().id()).orElseThrow());
        assertTrue(keys.find(digest(made.secret())).isEmpty());
        assertTrue(keys.newest(100).contains(revoked));
        assertTrue(keys.revoke("ak_unknown").isEmpty());
    }

    @Test
    void aKeyIsRefusedFromItsExpiryOn() {
        ApiKeys.Created made = keys.create(
                new ApiKeys.Draft("short", Set.of(), clock.read().now().plus(Duration.ofDays(1))));
        assertTrue(keys.find(digest(made.secret())).isPresent());
        assertInstanceOf(SandboxClock.Move.Done.class, clock.advance(Duration.ofDays(1)));
        assertTrue(keys.find(digest(made.secret())).isEmpty());
    }

    @Test
    void keysAreListedNewestFirst() {
        List<ApiKey> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(keys.create(new ApiKeys.Draft("key " + i, Set.of("read"), null))
                    .key());
        }
        assertEquals(made.subList(0, 3), keys.newest(3));
        assertEquals(made.subList(2, 4), keys.olderThan(made.get(1).id(), 2));
        assertEquals(made.subList(1, 3), keys.newerThan(made.get(3).id(), 2));
    }

    @Test
    void theSameRequestMakesOneKeyHoweverOftenItIsSentAtOnce() throws InterruptedException, ExecutionException {
        RequestKey request = new RequestKey("operator", shortDigest("once"), shortDigest("body"));
        ApiKeys.Draft draft = new ApiKeys.Draft("once", Set.of("read"), null);
        List<Once<ApiKeys.Created>> outcomes = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Once<ApiKeys.Created>>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(callers.submit(() -> keys.create(draft, request)));
            }
            for (Future<Once<ApiKeys.Created>> each : asked) {
                outcomes.add(each.get());
            }
        }
        List<String> made = outcomes.stream()
                .filter(Once.Done.class::isInstance)
                .map(each -> ((Once.Done<ApiKeys.Created>) each).value().key().id())
                .toList();
        assertEquals(1, made.size());
        assertEquals(
                19,
                outcomes.stream()
                        .filter(new Once.Replayed<>(made.getFirst())::equals)
                        .count());
        RequestKey other = new RequestKey("operator", request.key(), shortDigest("another body"));
        assertInstanceOf(Once.Reused.class, keys.create(draft, other));
        RequestKey elsewhere = new RequestKey("ak_another", request.key(), request.fingerprint());
        assertInstanceOf(Once.Done.class, keys.create(draft, elsewhere));
    }

    @Test
    void aRefusedRequestIsNotRemembered() {
        RequestKey request = new RequestKey("operator", shortDigest("account"), shortDigest("body"));
        assertTrue(customers.open(draft("taken")).isPresent());
        assertInstanceOf(Once.Refused.class, customers.open(draft("taken"), request));
        Once<Customers.Customer> opened = customers.open(draft("free"), request);
        Customers.Customer made = ((Once.Done<Customers.Customer>) opened).value();
        Once<Customers.Customer> again = customers.open(draft("free"), request);
        assertEquals(Optional.of(made), customers.ofTarget((Once.Replayed<Customers.Customer>) again));
    }

    @Test
    void theClockGoesForwardOnly() {
        SandboxClock.Reading before = clock.read();
        SandboxClock.Move there = clock.advanceTo(before.now().plus(Duration.ofHours(1)));
        SandboxClock.Reading after =
                assertInstanceOf(SandboxClock.Move.Done.class, there).reading();
        assertFalse(after.now().isBefore(before.now().plus(Duration.ofHours(1))));
        assertInstanceOf(SandboxClock.Move.Backward.class, clock.advanceTo(before.now()));
        assertInstanceOf(SandboxClock.Move.Backward.class, clock.advance(Duration.ofMillis(-1)));
        assertInstanceOf(SandboxClock.Move.TooFar.class, clock.advance(Duration.ofDays(4_000_000)));
        assertInstanceOf(SandboxClock.Move.TooFar.class, clock.advance(Duration.ofSeconds(Long.MAX_VALUE)));
        assertEquals(after.offset(), clock.read().offset());
    }

    private static Customers.Draft draft(String id) {
        @Nullable String none = null;
        return new Customers.Draft(id, none, none, ZoneOffset.UTC, new TreeMap<>(), shortDigest(id));
    }

    private static Digest digest(String secret) {
        return Digest.sha256(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static Digest shortDigest(String text) {
        return Digest.shortSha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = TEST.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}

package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.server.storage.HoldRecord.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Teller TELLER = new Teller();

    private final History history = new History(TELLER.database());
    private final Holds holds = new Holds(TELLER.database());

    @AfterAll
    static void close() {
        TELLER.close();
    }

    @Test
    void aRowReadsAsItWasAnswered() {
        AccountNumber account = TELLER.open("row");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        Transaction charged = TELLER.charge(account, 1_000, 200, "chat", Map.of("user", "u1"));
        assertEquals(charged, history.transaction(account, charged.sequence()).orElseThrow());
        assertTrue(history.transaction(account, 3).isEmpty());
        assertTrue(history.transaction(AccountNumber.of(account.number() + 1_000), 1)
                .isEmpty());
    }

    @Test
    void pagesGoThroughAHistoryInBothDirections() {
        AccountNumber account = TELLER.open("pages");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        for (int i = 0; i < 9; i++) {
            TELLER.charge(account, "0.01", null);
        }
        Listing<Transaction> first = page(account, TransactionFilter.ALL, Slice.first(4));
        assertEquals(List.of(10L, 9L, 8L, 7L), sequences(first));
        assertTrue(first.hasMore());
        Listing<Transaction> second = page(account, TransactionFilter.ALL, new Slice(4, first.last(), null));
        assertEquals(List.of(6L, 5L, 4L, 3L), sequences(second));
        Listing<Transaction> third = page(account, TransactionFilter.ALL, new Slice(4, second.last(), null));
        assertEquals(List.of(2L, 1L), sequences(third));
        assertFalse(third.hasMore());
        Listing<Transaction> back = page(account, TransactionFilter.ALL, new Slice(4, null, 2L));
        assertEquals(List.of(6L, 5L, 4L, 3L), sequences(back));
        assertTrue(back.hasMore());
        Listing<Transaction> newest = page(account, TransactionFilter.ALL, new Slice(4, null, 7L));
        assertEquals(List.of(10L, 9L, 8L), sequences(newest));
        assertFalse(newest.hasMore());
        Listing<Transaction> nothing = page(account, TransactionFilter.ALL, new Slice(4, 1L, null));
        assertEquals(List.of(), nothing.rows());
        assertNull(nothing.last());
    }

    @Test
    void filtersLetThroughWhatTheyNameAndNothingElse() {
        AccountNumber account = TELLER.open("filters");
        TELLER.give(account, "10.00", GrantKind.PROMO); // 1
        TELLER.charge(account, 1_000, 10, "chat", Map.of("user", "u1", "team", "a")); // 2
        TELLER.charge(account, 1_000, 10, "code", Map.of("user", "u2", "team", "a")); // 3
        TELLER.charge(account, "0.01", "chat"); // 4
        TELLER.charge(account, 1_000, 10, "chat", Map.of("x\"user\":\"u1", "1", ",\"user\":\"u1", "2")); // 5
        assertEquals(List.of(1L), found(account, type(TransactionType.GRANT)));
        assertEquals(List.of(5L, 3L, 2L), found(account, model()));
        assertEquals(List.of(5L, 4L, 2L), found(account, filter("chat")));
        assertEquals(List.of(2L), found(account, metadata(Map.of("user", "u1"))));
        assertEquals(List.of(3L, 2L), found(account, metadata(Map.of("team", "a"))));
        assertEquals(List.of(3L), found(account, metadata(Map.of("team", "a", "user", "u2"))));
        assertEquals(List.of(5L), found(account, metadata(Map.of("x\"user\":\"u1", "1"))));
        assertEquals(List.of(), found(account, metadata(Map.of("user", "u"))));
        assertEquals(
                List.of(4L),
                found(account, new TransactionFilter(null, null, "chat", 0L, at(account, 4), at(account, 5), none())));
    }

    @Test
    void rowsAreFoundByWhomACallWasMadeFor() {
        AccountNumber account = TELLER.open("users");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        GatewayKey key = TELLER.key(account, SpendingLimits.NONE);
        TELLER.settle(account, TELLER.hold(account, "1.00", key), "0.50"); // 2, for u1
        TELLER.charge(account, "0.01", "chat"); // 3
        assertEquals(
                List.of(2L), found(account, new TransactionFilter(null, null, null, null, "u1", null, null, none())));
        assertEquals(
                List.of(), found(account, new TransactionFilter(null, null, null, null, "u2", null, null, none())));
    }

    @Test
    void fromIsIncludedAndToIsNot() {
        AccountNumber account = TELLER.open("times");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TELLER.wait(Duration.ofMinutes(1));
            times.add(TELLER.charge(account, "0.01", null).createdAt());
        }
        Instant from = times.get(4);
        Instant to = times.get(9);
        List<Long> between = LongStream.rangeClosed(6, 10).boxed().toList().reversed();
        assertEquals(between, found(account, between(from, to)));
        assertEquals(
                between,
                found(
                        account,
                        between(times.get(3).plusNanos(1_000), times.get(8).plusNanos(1_000))));
        assertEquals(List.of(), found(account, between(to, from)));
        assertEquals(List.of(21L), found(account, between(times.getLast(), null)));
        assertEquals(List.of(), found(account, between(times.getLast().plusNanos(1_000), null)));
        assertEquals(
                21,
                found(account, between(Instant.EPOCH, times.getLast().plusSeconds(1)))
                        .size());
        assertEquals(List.of(), found(account, between(null, Instant.EPOCH)));
    }

    @Test
    void aFilteredPageReadsOnlySoFarAndSaysWhereToGoOn() throws SQLException {
        AccountNumber account = TELLER.open("long");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        TELLER.charge(account, "0.01", "rare"); // 2
        TELLER.charge(account, "0.01", "usual");
        int rows = History.MOST_READ + 10;
        multiply(account, 3, rows);
        TransactionFilter rare = filter("rare");
        Listing<Transaction> nothing = page(account, rare, Slice.first(5));
        assertEquals(List.of(), nothing.rows());
        assertTrue(nothing.hasMore());
        Listing<Transaction> rest = page(account, rare, new Slice(5, nothing.last(), null));
        assertEquals(List.of(2L), sequences(rest));
        assertFalse(rest.hasMore());
        Listing<Transaction> upwards = page(account, rare, new Slice(5, null, 2L));
        assertEquals(List.of(), upwards.rows());
        assertTrue(upwards.hasMore());
        assertFalse(page(account, rare, new Slice(5, null, upwards.last())).hasMore());
        long exported = 0;
        for (TransactionStream all = history.export(account, TransactionFilter.ALL); all.hasNext(); all.next()) {
            exported++;
        }
        assertEquals(rows, exported);
        TransactionStream one = history.export(account, rare);
        assertEquals(2, one.next().sequence());
        assertFalse(one.hasNext());
    }

    /** Repeats a row, as nobody could but a test: quicker than 20,000 commands. */
    private static void multiply(AccountNumber account, long sequence, int until) throws SQLException {
        try (Connection connection = TELLER.test().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO florin");
            statement.execute("CREATE TEMP TABLE copy AS SELECT t.* FROM transaction_ t WHERE t.account_no = "
                    + account.number() + " AND t.sequence = " + sequence);
            for (long at = sequence + 1; at <= until; at += 5_000) {
                long last = Math.min(at + 4_999, until);
                statement.execute("CREATE TEMP TABLE more AS SELECT c.*, n FROM copy c, generate_series(" + at + ", "
                        + last + ") AS n; UPDATE more SET sequence = n; ALTER TABLE more DROP COLUMN n;"
                        + " INSERT INTO transaction_ SELECT * FROM more; DROP TABLE more");
            }
            statement.execute("UPDATE account SET sequence = " + until + " WHERE account_no = " + account.number());
        }
    }

    @Test
    void anExportEndsAtTheRowThatWasNewestWhenItBegan() {
        AccountNumber account = TELLER.open("export");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        TELLER.charge(account, "0.01", null);
        TransactionStream stream = history.export(account, TransactionFilter.ALL);
        TELLER.charge(account, "0.02", null);
        assertEquals(1, stream.next().sequence());
        assertEquals(2, stream.next().sequence());
        assertFalse(stream.hasNext());
    }

    @Test
    void holdsReadTheSameWhileTheyAreOpenAndAfterTheirEnd() {
        AccountNumber account = TELLER.open("holds");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        Hold settled = TELLER.hold(account, "1.00");
        Hold open = TELLER.hold(account, "1.00");
        Hold released = TELLER.hold(account, "1.00");
        Transaction end = TELLER.settle(account, settled, "0.40");
        TELLER.release(account, released);
        assertEquals(new HoldRecord.Open(open), holds.hold(account, 2).orElseThrow());
        assertEquals(new HoldRecord.Ended(end), holds.hold(account, 1).orElseThrow());
        assertTrue(holds.hold(account, 4).isEmpty());
        assertEquals(List.of(3L, 2L, 1L), numbers(holds.list(account, null, Slice.first(5))));
        assertEquals(List.of(2L), numbers(holds.list(account, Status.OPEN, Slice.first(5))));
        assertEquals(List.of(3L), numbers(holds.list(account, Status.RELEASED, Slice.first(5))));
        assertEquals(List.of(1L), numbers(holds.list(account, Status.SETTLED, Slice.first(5))));
        assertEquals(List.of(), numbers(holds.list(account, Status.EXPIRED, Slice.first(5))));
        Listing<HoldRecord> first = holds.list(account, null, Slice.first(2));
        assertEquals(List.of(3L, 2L), numbers(first));
        assertTrue(first.hasMore());
        assertEquals(List.of(1L), numbers(holds.list(account, null, new Slice(2, first.last(), null))));
        assertEquals(List.of(2L), numbers(holds.list(account, null, new Slice(1, null, 1L))));
    }

    @Test
    void grantsAreListedNewestFirst() {
        AccountNumber account = TELLER.open("grants");
        List<Grant> given = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            given.addFirst(TELLER.give(account, "1.00", GrantKind.PROMO));
        }
        Listing<Grant> first = history.grants(account, Slice.first(3));
        assertEquals(given.subList(0, 3), first.rows());
        assertTrue(first.hasMore());
        assertEquals(
                given.subList(3, 4),
                history.grants(account, new Slice(3, first.last(), null)).rows());
        assertEquals(
                given.subList(1, 3),
                history.grants(account, new Slice(2, null, 1L)).rows());
        assertEquals(given.get(2), history.grant(account, 2).orElseThrow());
        assertTrue(history.grant(account, 5).isEmpty());
    }

    @Test
    void theUsualOutputIsTheMedianOfTheLastCalls() {
        AccountNumber account = TELLER.open("median");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        assertEquals(OptionalLong.empty(), history.usualOutputTokens(account, Teller.MODEL, "chat"));
        for (long output : new long[] {5, 900, 70, 10, 80}) {
            TELLER.charge(account, 10, output, "chat", Map.of());
        }
        TELLER.charge(account, 10, 7, "code", Map.of());
        TELLER.charge(account, "0.01", "chat");
        assertEquals(OptionalLong.of(70), history.usualOutputTokens(account, Teller.MODEL, "chat"));
        assertEquals(OptionalLong.of(7), history.usualOutputTokens(account, Teller.MODEL, "code"));
        assertEquals(OptionalLong.of(10), history.usualOutputTokens(account, Teller.MODEL, null));
        assertEquals(OptionalLong.empty(), history.usualOutputTokens(account, Teller.MODEL, "other"));
    }

    private Listing<Transaction> page(AccountNumber account, TransactionFilter filter, Slice slice) {
        return history.transactions(account, filter, slice);
    }

    private List<Long> found(AccountNumber account, TransactionFilter filter) {
        return sequences(page(account, filter, Slice.first(100)));
    }

    private Instant at(AccountNumber account, long sequence) {
        return history.transaction(account, sequence).orElseThrow().createdAt();
    }

    private static TransactionFilter type(TransactionType type) {
        return new TransactionFilter(type, null, null, null, null, null, none());
    }

    private static TransactionFilter filter(String feature) {
        return new TransactionFilter(null, null, feature, null, null, null, none());
    }

    private static TransactionFilter model() {
        return new TransactionFilter(null, Teller.MODEL, null, null, null, null, none());
    }

    private static TransactionFilter metadata(Map<String, String> pairs) {
        return new TransactionFilter(null, null, null, null, null, null, new TreeMap<>(pairs));
    }

    private static TransactionFilter between(@Nullable Instant from, @Nullable Instant to) {
        return new TransactionFilter(null, null, null, null, from, to, none());
    }

    private static SortedMap<String, String> none() {
        return new TreeMap<>();
    }

    private static List<Long> sequences(Listing<Transaction> page) {
        return page.rows().stream().map(Transaction::sequence).toList();
    }

    private static List<Long> numbers(Listing<HoldRecord> page) {
        return page.rows().stream().map(HoldRecord::number).toList();
    }
}

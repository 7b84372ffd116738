package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.House;
import dev.florin.core.check.Check;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every rule that `florin verify` proves is broken by hand, one at a time, and must be named. */
class BooksTest {
    private static final Teller TELLER = FilledBooks.teller();

    private final Books books = new Books(TELLER.database());

    @AfterAll
    static void close() {
        TELLER.close();
    }

    @Test
    void booksThatNobodyTouchedBalance() {
        BooksReport report = books.verify();
        assertNull(report.difference());
        assertEquals(7, report.accounts());
        assertTrue(report.transactions() > 20, report::toString);
        assertEquals(2, report.prices());
        BigDecimal sum = report.houseHas().values().stream().reduce(report.customersHave(), BigDecimal::add);
        assertEquals(0, sum.signum(), report::toString);
        assertEquals(new BigDecimal("-21.000000000"), report.houseHas().get(House.CASH));
        assertEquals(Amount.ZERO, books.difference());
    }

    @TestFactory
    Stream<DynamicTest> aBrokenRuleIsNamed() {
        return Breakages.all().stream()
                .map(breakage -> DynamicTest.dynamicTest(breakage.name(), () -> assertNamed(breakage)));
    }

    private static void assertNamed(Breakages.Breakage breakage) throws SQLException {
        Difference difference = Check.present(proof(breakage.sql()).difference(), "the difference");
        assertEquals(breakage.rule(), difference.rule(), difference::toString);
        assertEquals(breakage.table(), difference.table(), difference::toString);
        assertEquals(breakage.account(), difference.account(), difference::toString);
        assertEquals(breakage.row(), difference.row(), difference::toString);
    }

    private static BooksReport proof(List<String> breaking) throws SQLException {
        return broken(breaking, connection -> new BooksProof(connection, TELLER.now(), null).run());
    }

    /** Looks at the books in the transaction that breaks them, which is then given up. */
    private static <T> T broken(List<String> breaking, Database.Work<T> look) throws SQLException {
        try (Connection connection = TELLER.test().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL search_path TO florin");
            statement.execute("ALTER TABLE transaction_ DISABLE TRIGGER transaction_is_for_ever");
            for (String sql : breaking) {
                statement.execute(sql);
            }
            T seen = look.on(connection);
            connection.rollback();
            return seen;
        }
    }

    @Test
    void theCheapLookSeesWhatDiffersFromRowsGrantsAndHolds() throws SQLException {
        assertEquals(Amount.ofNanos(30), difference("UPDATE account SET total = total + 15 WHERE account_no = 3"));
        assertEquals(Amount.ofNanos(7), difference("UPDATE hold SET amount = amount + 7 WHERE account_no = 1"));
        assertEquals(Amount.ofNanos(5), difference("UPDATE grant_ SET remaining = remaining - 5 WHERE account_no = 3"));
    }

    private static Amount difference(String breaking) throws SQLException {
        return broken(List.of(breaking), Books::difference);
    }

    @Test
    void trafficBesideAProofNeverLooksLikeADifference() throws InterruptedException, ExecutionException {
        AtomicBoolean enough = new AtomicBoolean();
        try (Teller teller = new Teller();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> traffic = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                AccountNumber account = teller.open("caller " + i);
                teller.give(account, "100.00", GrantKind.PAID);
                traffic.add(callers.submit(() -> {
                    while (!enough.get()) {
                        teller.settle(account, teller.hold(account, "0.02"), "0.01");
                        teller.charge(account, "0.01", "chat");
                    }
                }));
            }
            for (int i = 0; i < 10; i++) {
                assertNull(new Books(teller.database()).verify().difference());
                assertEquals(Amount.ZERO, new Books(teller.database()).difference());
            }
            enough.set(true);
            for (Future<?> each : traffic) {
                each.get();
            }
        }
    }

    @Test
    void theAnchorOfTheBooksIsThatOfTheirRowsAndShowsWhatWasWrittenAnew() throws SQLException {
        Anchor anchor = books.anchor();
        BooksReport report = books.verify(anchor);
        assertNull(report.difference());
        Anchor again = Check.present(report.anchor(), "the anchor");
        assertEquals(anchor.digest(), again.digest());
        assertEquals(anchor, Anchor.read(anchor.toString()).orElseThrow());
        Anchor other = new Anchor(anchor.until(), Digest.NONE);
        Difference difference = Check.present(books.verify(other).difference(), "the difference");
        assertEquals("the rows from before " + anchor.until() + " are those that were anchored", difference.rule());
        assertTrue(Anchor.read("nonsense").isEmpty());
        assertTrue(Anchor.read(anchor.until() + "/1234").isEmpty());
        assertTrue(Anchor.read("yesterday/" + Digest.NONE.hex()).isEmpty());
    }
}

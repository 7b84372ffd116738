package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Request;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A ledger that remembers accounts, beside another process that changes them: the teller's. */
final class RememberedAccountsTest {
    private static final Teller TELLER = new Teller();
    private static final Counted COUNTED = new Counted();
    private static PostgresLedger ledger;

    /** How often memory was wrong. */
    private static final class Counted implements LaneMeter {
        private final AtomicInteger missed = new AtomicInteger();

        @Override
        public void missed() {
            missed.incrementAndGet();
        }
    }

    @BeforeAll
    static void start() {
        // One lane, so that every account of a test is remembered by it.
        ledger = new PostgresLedger(TELLER.database(), new PriceCatalog(), 1, 100, COUNTED);
    }

    @AfterAll
    static void stop() {
        ledger.close();
        TELLER.close();
    }

    /** An account of which the ledger remembers everything, with $10.00. */
    private static AccountNumber remembered(String id) {
        AccountNumber account = TELLER.open(id);
        TELLER.give(account, "10", GrantKind.PAID);
        for (int time = 0; time < 3; time++) {
            settle(account, hold(account, id + " first " + time, "0.10"), "0.10");
        }
        // After the last miss a few batches are decided under locks.
        for (int time = 0; time < 300; time++) {
            assertInstanceOf(Outcome.Done.class, ledger.submit(due(account)).join());
        }
        COUNTED.missed.set(0);
        return account;
    }

    @Test
    void whatIsRememberedIsRightAsLongAsNobodyElseChangesIt() {
        AccountNumber account = remembered("alone");
        for (int time = 0; time < 20; time++) {
            Hold hold = hold(account, "alone " + time, "0.20");
            Transaction row = settle(account, hold, "0.10");
            assertEquals(Amount.dollars("-0.10"), row.amount());
        }
        assertEquals(0, COUNTED.missed.get());
        assertEquals(Amount.dollars("7.70"), total(account));
        assertEquals(24, ledger.snapshot(account).orElseThrow().account().sequence());
    }

    @Test
    void creditThatAnotherProcessHoldsIsNotHeldTwice() {
        AccountNumber account = remembered("contested");
        TELLER.hold(account, "9.50");
        Outcome<Hold> outcome =
                ledger.submit(place(account, "contested", "0.30")).join();
        assertInstanceOf(Outcome.Refused.class, outcome);
        Hold smaller = hold(account, "contested smaller", "0.20");
        assertEquals(5, smaller.number());
        assertEquals(1, COUNTED.missed.get());
    }

    @Test
    void aChangeByAnotherProcessIsAMissAndIsDecidedAgain() {
        AccountNumber account = remembered("missed");
        TELLER.charge(account, "1", "chat");
        hold(account, "missed", "0.30");
        assertEquals(1, COUNTED.missed.get());
        assertEquals(Amount.dollars("8.70"), total(account));
    }

    @Test
    void aHoldThatAnotherProcessHasEndedIsNotEndedAgain() {
        AccountNumber account = remembered("ended");
        Hold hold = hold(account, "ended", "1");
        TELLER.settle(account, hold, "0.75");
        Outcome<Transaction> outcome =
                ledger.submit(settleOf(account, hold.number(), "1")).join();
        Refusal refusal = assertInstanceOf(Outcome.Refused.class, outcome).refusal();
        assertInstanceOf(Refusal.HoldAlreadyEnded.class, refusal);
        assertEquals(Amount.dollars("8.95"), total(account));
    }

    @Test
    void aKeyThatWasUsedLongAgoIsAnsweredAsItWasThen() {
        AccountNumber account = remembered("keyed");
        Command<Hold> first = place(account, "keyed", "1");
        assertInstanceOf(Outcome.Done.class, ledger.submit(first).join());
        hold(account, "keyed between", "1");
        assertInstanceOf(Outcome.Replayed.class, ledger.submit(first).join());
        assertEquals(
                Amount.dollars("2"),
                ledger.snapshot(account).orElseThrow().account().held());
    }

    @Test
    void aTimeThatWasReadIsNeverAfterWhatIsAskedNext() {
        AccountNumber account = remembered("timed");
        for (int time = 0; time < 50; time++) {
            Instant before = TELLER.now();
            Hold hold = hold(account, "timed " + time, "0.01");
            assertFalse(hold.placedAt().isBefore(before), "placed before it was asked for");
            assertFalse(TELLER.now().isBefore(hold.placedAt()), "answered before it was placed");
        }
    }

    @Test
    void theClockOfADemoMovesForEverybodyAtOnce() {
        AccountNumber account = remembered("moved");
        hold(account, "moved before", "0.10");
        TELLER.wait(Duration.ofSeconds(2));
        Instant now = TELLER.now();
        assertFalse(hold(account, "moved after", "0.10").placedAt().isBefore(now));
    }

    @Test
    void aKeyThatAnotherProcessLimitsOrRevokesIsNotRemembered() {
        AccountNumber account = remembered("by key");
        GatewayKey key = TELLER.key(account, SpendingLimits.NONE);
        hold(account, "by key load", "0.10"); // a miss: the other process has made the key
        for (int time = 0; time < 300; time++) {
            assertInstanceOf(Outcome.Done.class, ledger.submit(due(account)).join());
        }
        done(withKey(account, key, "by key first", "0.10"));
        COUNTED.missed.set(0);
        settle(account, done(withKey(account, key, "by key second", "0.10")), "0.10");
        assertEquals(0, COUNTED.missed.get());
        TELLER.limitKey(account, key, new SpendingLimits(null, null, null, Amount.dollars("0.50")));
        Refusal limit = assertInstanceOf(
                        Outcome.Refused.class,
                        ledger.submit(withKey(account, key, "by key much", "0.31"))
                                .join())
                .refusal();
        assertInstanceOf(Refusal.LimitReached.class, limit);
        done(withKey(account, key, "by key rest", "0.30"));
        TELLER.revokeKey(account, key);
        Refusal revoked = assertInstanceOf(
                        Outcome.Refused.class,
                        ledger.submit(withKey(account, key, "by key late", "0")).join())
                .refusal();
        assertInstanceOf(Refusal.KeyNotInForce.class, revoked);
    }

    private static Command<Hold> withKey(AccountNumber account, GatewayKey key, String idempotencyKey, String amount) {
        return new Command.PlaceHold(
                account,
                new Request(digest(idempotencyKey), digest("fingerprint"), "operator", "test"),
                new Command.HoldSize.Named(Amount.dollars(amount)),
                null,
                null,
                Hold.DEFAULT_EXPIRY,
                OnExpiry.RELEASE,
                "chat",
                new Command.Asker(key.number(), null, null),
                Collections.emptySortedMap(),
                null);
    }

    @Test
    void aRowThatWasChangedByHandIsAMiss() throws SQLException {
        AccountNumber account = remembered("touched");
        try (Connection connection = TELLER.database().openForReading();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE account SET frozen = true WHERE account_no = " + account.number());
        }
        Outcome<Hold> outcome = ledger.submit(place(account, "touched", "1")).join();
        Refusal refusal = assertInstanceOf(Outcome.Refused.class, outcome).refusal();
        assertInstanceOf(Refusal.AccountFrozen.class, refusal);
    }

    @Test
    void aNewPriceCountsForTheNextHold() {
        AccountNumber account = remembered("priced");
        Command.HoldSize call = new Command.HoldSize.ForCall(Teller.MODEL, 1_000_000, 0);
        Hold before = done(place(account, "priced before", call));
        TELLER.putPrice("3", "4");
        Hold after = done(place(account, "priced after", call));
        assertEquals(Amount.dollars("2"), after.amount().minus(before.amount()));
        TELLER.putPrice("1", "4");
    }

    private static Amount total(AccountNumber account) {
        return ledger.snapshot(account).orElseThrow().account().total();
    }

    private static Hold hold(AccountNumber account, String key, String amount) {
        return done(place(account, key, amount));
    }

    private static Transaction settle(AccountNumber account, Hold hold, String amount) {
        return done(settleOf(account, hold.number(), amount));
    }

    private static Command<Hold> place(AccountNumber account, String key, String amount) {
        return place(account, key, new Command.HoldSize.Named(Amount.dollars(amount)));
    }

    private static Command<Hold> place(AccountNumber account, String key, Command.HoldSize size) {
        return new Command.PlaceHold(
                account,
                new Request(digest(key), digest("fingerprint"), "operator", "test"),
                size,
                null,
                null,
                Hold.DEFAULT_EXPIRY,
                OnExpiry.RELEASE,
                "chat",
                Collections.emptySortedMap(),
                null);
    }

    private static Command<Transaction> settleOf(AccountNumber account, long hold, String amount) {
        return new Command.SettleHold(
                account,
                new Request(null, digest("settle"), "operator", "test"),
                hold,
                new Command.Spent.Named(Amount.dollars(amount)),
                null);
    }

    private static Command<?> due(AccountNumber account) {
        return new Command.CarryOutDue(account, new Request(null, digest("due"), "job", "test"));
    }

    private static Digest digest(String text) {
        return Digest.shortSha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T done(Command<T> command) {
        Outcome<T> outcome = ledger.submit(command).join();
        if (outcome instanceof Outcome.Done<T>(T value)) {
            return value;
        }
        throw new AssertionError(command + " came to " + outcome);
    }

    /** Else a lane that was ahead once would make every batch wait, and take each wait for a proof that it was right. */
    @Test
    void aWaitForTheTimeIsNotInTheTimeThatIsAnswered() throws SQLException {
        try (Connection connection = TELLER.database().openForLane();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT answered < decided, clock_timestamp() >= decided
                          FROM (SELECT d.decided, florin_expect_moment(d.decided, 0, 7, 7) AS answered
                                  FROM (SELECT clock_timestamp() + interval '5.5 milliseconds' AS decided OFFSET 0) AS d
                                OFFSET 0) AS waited\
                        """)) {
            assertTrue(row.next());
            assertTrue(row.getBoolean(1), "the time after the wait was answered");
            assertTrue(row.getBoolean(2), "it did not wait");
        }
    }
}

package dev.florin.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The month that the limit of auto-recharge counts: the calendar's, in the account's time zone. */
class RechargeMonthTest {
    private static final AccountNumber ACCOUNT = AccountNumber.of(1);
    private static final Request REQUEST = new Request(null, Digest.NONE, "test", "test");

    private Instant now = Instant.EPOCH;
    private final ReferenceLedger ledger = new ReferenceLedger(PriceList::empty, () -> now);
    private int changes;

    private void open(String zone, Instant at) {
        now = at;
        ledger.open(Account.opened(ACCOUNT, ZoneId.of(zone), at));
        done(new Command.SetPlan(ACCOUNT, REQUEST, new PlanWord(Plan.PRO, null)));
    }

    private void done(Command<?> command) {
        assertInstanceOf(Outcome.Done.class, ledger.submit(command).join());
    }

    /** The month counted at a time: other numbers make the account look at the calendar. */
    private Recharge.Month month(Instant at) {
        now = at;
        RechargeNumbers numbers = new RechargeNumbers(Amount.ofDollars(5), Amount.ofDollars(100 + ++changes % 2), null);
        Consent consent = new Consent("v1", at, "test", null, null);
        done(new PurchaseCommand.SwitchRechargeOn(ACCOUNT, REQUEST, numbers, consent, true));
        Recharge recharge = ledger.snapshot(ACCOUNT).orElseThrow().purchases().recharge();
        assertTrue(recharge != null);
        return recharge.month();
    }

    private void zone(String zone) {
        done(new Command.SetZone(ACCOUNT, REQUEST, ZoneId.of(zone)));
    }

    private static void assertIs(String start, String end, Recharge.Month month) {
        assertEquals(Instant.parse(start) + " to " + Instant.parse(end), month.start() + " to " + month.end());
    }

    @ParameterizedTest
    @CsvSource({
        "UTC, 2026-01-31T23:59:59Z, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z",
        "UTC, 2026-02-01T00:00:00Z, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "UTC, 2028-02-29T12:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
        "UTC, 2026-12-31T23:59:59.999999Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
        "America/Los_Angeles, 2026-02-01T07:59:59Z, 2026-01-01T08:00:00Z, 2026-02-01T08:00:00Z",
        "America/Los_Angeles, 2027-02-28T12:00:00Z, 2027-02-01T08:00:00Z, 2027-03-01T08:00:00Z",
        "America/Los_Angeles, 2028-03-01T07:59:59Z, 2028-02-01T08:00:00Z, 2028-03-01T08:00:00Z",
        "America/Los_Angeles, 2027-03-14T10:00:00Z, 2027-03-01T08:00:00Z, 2027-04-01T07:00:00Z",
        "America/Los_Angeles, 2026-11-01T08:30:00Z, 2026-11-01T07:00:00Z, 2026-12-01T08:00:00Z",
        "America/Los_Angeles, 2027-01-01T07:59:59Z, 2026-12-01T08:00:00Z, 2027-01-01T08:00:00Z",
        "Asia/Kolkata, 2026-01-31T18:29:59Z, 2025-12-31T18:30:00Z, 2026-01-31T18:30:00Z",
        "Asia/Kolkata, 2026-01-31T18:30:00Z, 2026-01-31T18:30:00Z, 2026-02-28T18:30:00Z",
        "Pacific/Kiritimati, 2026-12-31T09:59:59Z, 2026-11-30T10:00:00Z, 2026-12-31T10:00:00Z",
        "Pacific/Kiritimati, 2026-12-31T10:00:00Z, 2026-12-31T10:00:00Z, 2027-01-31T10:00:00Z"
    })
    void itIsTheCalendarsInTheAccountsZone(String zone, String at, String start, String end) {
        open(zone, Instant.parse(at));
        assertIs(start, end, month(now));
    }

    @Test
    void aNewTimeZoneCountsFromTheNextMonth() {
        open("America/Los_Angeles", Instant.parse("2026-01-20T00:00:00Z"));
        assertIs("2026-01-01T08:00:00Z", "2026-02-01T08:00:00Z", month(now));
        zone("Pacific/Kiritimati");
        assertIs("2026-01-01T08:00:00Z", "2026-02-01T08:00:00Z", month(Instant.parse("2026-02-01T07:59:59Z")));
        assertIs("2026-02-01T08:00:00Z", "2026-02-28T10:00:00Z", month(Instant.parse("2026-02-01T08:00:00Z")));
    }

    @Test
    void aFewHoursThatANewTimeZoneLeavesAreNoMonthOfTheirOwn() {
        open("Pacific/Kiritimati", Instant.parse("2026-01-20T00:00:00Z"));
        assertIs("2025-12-31T10:00:00Z", "2026-01-31T10:00:00Z", month(now));
        zone("America/Los_Angeles");
        assertIs("2026-01-31T10:00:00Z", "2026-03-01T08:00:00Z", month(Instant.parse("2026-01-31T12:00:00Z")));
        assertIs("2026-03-01T08:00:00Z", "2026-04-01T07:00:00Z", month(Instant.parse("2026-03-01T08:00:00Z")));
    }

    @Test
    void changingTheZoneEveryFewDaysNeverMakesMonthsShorterOrOverlapping() {
        List<String> zones = List.of("UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati");
        SplittableRandom random = new SplittableRandom(20_261_122);
        open("UTC", Instant.parse("2026-01-15T00:00:00Z"));
        Recharge.Month last = month(now);
        for (int i = 0; i < 3_000; i++) {
            zone(zones.get(random.nextInt(zones.size())));
            Recharge.Month month = month(now.plusSeconds(random.nextLong(60, 5 * 24 * 3_600)));
            String seen = last + " then " + month;
            if (!month.equals(last)) {
                assertTrue(!month.start().isBefore(last.end()), seen);
                last = month;
            }
            Duration length = Duration.between(month.start(), month.end());
            assertTrue(length.toDays() >= 27 && length.toDays() <= 32, seen);
            assertTrue(!now.isBefore(month.start()) && now.isBefore(month.end()), seen);
        }
    }
}

package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.UsageSums.Bucket;
import dev.florin.server.storage.UsageSums.Group;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class UsageSumsTest {
    private static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu");
    private static final Teller TELLER = new Teller();

    private final UsageSums sums = new UsageSums(TELLER.database());

    @AfterAll
    static void close() {
        TELLER.close();
    }

    @Test
    void callsAreAddedUpByDayAndGroupAndReversalsCountWithTheirCharges() {
        AccountNumber account = TELLER.open("sums");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        waitUntil(ZoneId.of("UTC"), 12);
        Transaction first = TELLER.charge(account, 1_000_000, 100_000, "chat", Map.of());
        TELLER.charge(account, 500_000, 0, "code", Map.of());
        TELLER.charge(account, "0.30", "chat");
        TELLER.charge(account, 0, 0, "chat", Map.of());
        TELLER.release(account, TELLER.hold(account, "1.00"));
        Instant today = first.createdAt().truncatedTo(ChronoUnit.DAYS);
        TELLER.wait(Duration.ofDays(1));
        TELLER.charge(account, "0.05", null);
        TELLER.reverse(account, first, "0.40");
        Instant tomorrow = today.plus(1, ChronoUnit.DAYS);
        ZoneId utc = ZoneId.of("UTC");
        assertEquals(
                List.of(
                        sum(today, null, 4, 1_500_000, 100_000, "2.20", "0.40"),
                        sum(tomorrow, null, 1, 0, 0, "0.05", "0.00")),
                sums.of(account, utc, Bucket.DAY, Group.NONE, null, null));
        assertEquals(
                List.of(
                        sum(today, "chat", 3, 1_000_000, 100_000, "1.70", "0.40"),
                        sum(today, "code", 1, 500_000, 0, "0.50", "0.00"),
                        sum(tomorrow, null, 1, 0, 0, "0.05", "0.00")),
                sums.of(account, utc, Bucket.DAY, Group.FEATURE, null, null));
        assertEquals(
                List.of(
                        sum(today, Teller.MODEL.name(), 3, 1_500_000, 100_000, "1.90", "0.40"),
                        sum(today, null, 1, 0, 0, "0.30", "0.00")),
                sums.of(account, utc, Bucket.DAY, Group.MODEL, null, tomorrow));
        assertEquals(
                List.of(sum(tomorrow, null, 1, 0, 0, "0.05", "0.00")),
                sums.of(account, utc, Bucket.DAY, Group.KEY, tomorrow, null));
    }

    @Test
    void daysAndHoursAreThoseOfTheAccountsTimeZone() {
        AccountNumber account = TELLER.open("zone", KATHMANDU);
        TELLER.give(account, "10.00", GrantKind.PROMO);
        waitUntil(KATHMANDU, 0); // 18:15 UTC of the day before
        Transaction first = TELLER.charge(account, "0.01", null);
        TELLER.wait(Duration.ofMinutes(50));
        TELLER.charge(account, "0.01", null);
        Instant midnight = first.createdAt()
                .atZone(KATHMANDU)
                .toLocalDate()
                .atStartOfDay(KATHMANDU)
                .toInstant();
        assertEquals(
                List.of(sum(midnight, null, 2, 0, 0, "0.02", "0.00")),
                sums.of(account, KATHMANDU, Bucket.DAY, Group.NONE, null, null));
        TELLER.wait(Duration.ofMinutes(15));
        TELLER.charge(account, "0.01", null);
        assertEquals(
                List.of(
                        sum(midnight, null, 2, 0, 0, "0.02", "0.00"),
                        sum(midnight.plus(1, ChronoUnit.HOURS), null, 1, 0, 0, "0.01", "0.00")),
                sums.of(account, KATHMANDU, Bucket.HOUR, Group.NONE, null, null));
    }

    /** Waits for the next time that it is just {@code hour} o'clock there. */
    private static void waitUntil(ZoneId zone, int hour) {
        var now = TELLER.now().atZone(zone);
        var then = now.truncatedTo(ChronoUnit.DAYS).plusDays(1).withHour(hour);
        TELLER.wait(Duration.between(now, then));
    }

    private static UsageSum sum(
            Instant start,
            @Nullable String group,
            long calls,
            long input,
            long output,
            String amount,
            String reversed) {
        return new UsageSum(start, group, calls, input, output, dollars(amount), dollars(reversed), dollars("0"));
    }

    private static BigDecimal dollars(String text) {
        return new BigDecimal(text).setScale(Amount.DECIMALS);
    }
}

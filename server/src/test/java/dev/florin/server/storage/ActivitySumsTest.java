package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ActivitySumsTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Teller TELLER = new Teller();

    private final ActivitySums sums = new ActivitySums(TELLER.database());

    @AfterAll
    static void close() {
        TELLER.close();
    }

    private static BigDecimal total(List<ActivitySum> all) {
        return all.stream().map(ActivitySum::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void sumsMakeTheBalanceAlsoWhenTheyAreRememberedAndRowsCome() {
        AccountNumber account = TELLER.open("adds up");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        Instant begin = Instant.EPOCH;
        TELLER.charge(account, 1_000_000, 100_000, "chat", Map.of());
        TELLER.charge(account, 500_000, 0, "code", Map.of());
        assertEquals(0, total(sums.of(account, UTC, begin)).compareTo(new BigDecimal("8.10")));
        TELLER.wait(Duration.ofHours(2));
        Transaction last = TELLER.charge(account, "0.30", "chat");
        TELLER.release(account, TELLER.hold(account, "1.00"));
        List<ActivitySum> all = sums.of(account, UTC, begin);
        assertEquals(0, total(all).compareTo(new BigDecimal("7.80")));
        assertEquals(all.size(), sums.of(account, UTC, begin).size(), "nothing came, nothing is counted twice");
        Instant hour = last.createdAt().truncatedTo(ChronoUnit.HOURS);
        List<ActivitySum> since = sums.of(account, UTC, hour);
        assertEquals(2, since.size(), since.toString());
        assertTrue(since.contains(
                new ActivitySum(hour, TransactionType.CHARGE, null, "chat", 0, 1, new BigDecimal("-0.300000000"))));
        assertEquals(
                since.size(),
                new ActivitySums(TELLER.database()).of(account, UTC, hour).size(),
                "remembered or not is the same");
    }

    @Test
    void whereDaysBeginAtAQuarterToSumsAreOfQuarters() {
        AccountNumber account = TELLER.open("kathmandu");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        Instant at = sums.of(account, ZoneId.of("Asia/Kathmandu"), Instant.EPOCH)
                .getFirst()
                .start();
        assertEquals(0, at.getEpochSecond() % 900);
        assertEquals(
                0,
                sums.of(account, UTC, Instant.EPOCH).getFirst().start().getEpochSecond() % 3600,
                "another zone, other sums");
    }

    @Test
    void whatWasGivenBackStandsWithItsCharge() {
        AccountNumber account = TELLER.open("reversals");
        TELLER.give(account, "10.00", GrantKind.PROMO);
        Transaction charge = TELLER.charge(account, "1.00", "chat");
        Transaction other = TELLER.charge(account, "1.00", "chat");
        TELLER.reverse(account, charge, "0.40");
        TELLER.reverse(account, charge, "0.10");
        Map<Long, List<ActivitySums.Reversal>> found =
                sums.reversals(account, List.of(charge.sequence(), other.sequence()));
        assertEquals(
                Amount.dollars("0.50"),
                Check.present(found.get(charge.sequence()), "sums of the charge").stream()
                        .map(ActivitySums.Reversal::amount)
                        .reduce(Amount.ZERO, Amount::plus));
        assertEquals(1, found.size());
    }
}

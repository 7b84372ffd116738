package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class BalancesTest {
    private static final Teller TELLER = new Teller();

    private final Balances balances = new Balances(TELLER.database());

    @AfterAll
    static void close() {
        TELLER.close();
    }

    @Test
    void thePartsAreWhatIsLeftOfEachKindOfGrant() {
        AccountNumber account = TELLER.open("parts");
        TELLER.give(account, "5.00", GrantKind.PAID);
        TELLER.give(account, "2.00", GrantKind.BONUS);
        TELLER.give(account, "1.00", GrantKind.PROMO);
        TELLER.give(account, "0.50", GrantKind.GOODWILL);
        TELLER.charge(account, "0.75", null);
        TELLER.hold(account, "3.00");
        Balance now = balances.now(account).orElseThrow();
        assertEquals(Amount.dollars("7.75"), now.total());
        assertEquals(Amount.dollars("3.00"), now.held());
        assertEquals(Amount.dollars("4.75"), now.available());
        assertEquals(Amount.ZERO, now.owed());
        assertEquals(
                parts("5.00", "1.25", "1.00", "0.50"), now.parts(), "bonus came before promo and goodwill, paid last");
        assertFalse(now.due());
        assertTrue(balances.now(AccountNumber.of(account.number() + 1_000)).isEmpty());
    }

    @Test
    void thePastReadsAsThePresentDidThen() {
        AccountNumber account = TELLER.open("past");
        List<Balance> seen = new ArrayList<>();
        seen.add(look(account));
        Grant promo = TELLER.give(account, "1.00", GrantKind.PROMO);
        seen.add(look(account));
        TELLER.give(account, "5.00", GrantKind.PAID);
        seen.add(look(account));
        Hold hold = TELLER.hold(account, "2.00");
        seen.add(look(account));
        Transaction charge = TELLER.charge(account, "0.25", null);
        seen.add(look(account));
        Hold other = TELLER.hold(account, "0.10");
        seen.add(look(account));
        TELLER.settle(account, hold, "1.50");
        seen.add(look(account));
        TELLER.takeBack(account, promo);
        seen.add(look(account));
        TELLER.reverse(account, charge, "0.20");
        seen.add(look(account));
        TELLER.release(account, other);
        seen.add(look(account));
        TELLER.give(account, "2.00", GrantKind.BONUS);
        for (Balance each : seen) {
            assertEquals(each, balances.at(account, each.asOf()).orElseThrow());
        }
        assertEquals(
                Amount.ZERO,
                balances.at(account, Instant.parse("2020-01-01T00:00:00Z"))
                        .orElseThrow()
                        .total());
        assertEquals(
                look(account).parts(),
                balances.at(account, TELLER.now().plus(Duration.ofDays(1)))
                        .orElseThrow()
                        .parts());
    }

    @Test
    void whatHasExpiredIsSaidToBeDueUntilItIsCarriedOut() {
        AccountNumber account = TELLER.open("due");
        TELLER.give(account, "1.00", GrantKind.PROMO, TELLER.now().plus(Duration.ofDays(2)));
        TELLER.hold(account, "0.50");
        assertFalse(look(account).due());
        TELLER.wait(Duration.ofHours(2));
        assertTrue(look(account).due());
        TELLER.carryOutDue(account);
        assertFalse(look(account).due());
        TELLER.wait(Duration.ofDays(2));
        assertTrue(look(account).due());
        TELLER.carryOutDue(account);
        assertEquals(Amount.ZERO, look(account).total());
    }

    /** A step of the clock on either side, so that no two moments are one: longer than a lane may take for its own pause. */
    private Balance look(AccountNumber account) {
        TELLER.wait(Duration.ofSeconds(1));
        Balance now = balances.now(account).orElseThrow();
        TELLER.wait(Duration.ofSeconds(1));
        return now;
    }

    private static Map<GrantKind, Amount> parts(String paid, String bonus, String promo, String goodwill) {
        return Map.of(
                GrantKind.PAID, Amount.dollars(paid),
                GrantKind.BONUS, Amount.dollars(bonus),
                GrantKind.PROMO, Amount.dollars(promo),
                GrantKind.GOODWILL, Amount.dollars(goodwill));
    }
}

package dev.florin.core.purchases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.core.money.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of auto-recharge are valid where they exist. */
class RechargeNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "1.00, 6.00, 5.00", // the least of everything; a target of $5.00 needs a threshold below $1.00
        "100.00, 1000.00, 5.00",
        "5.00, 10.00, 0",
        "5.01, 10.01, 5.01",
        "100.00, 105.00, 9000000.00"
    })
    void theseAreValid(String threshold, String target, String limit) {
        RechargeNumbers numbers = numbers(threshold, target, limit);
        assertEquals(Amount.dollars(target), numbers.target());
    }

    @ParameterizedTest
    @CsvSource({
        "0.99, 10.00, 0, threshold",
        "100.01, 200.00, 0, threshold",
        "1.00, 4.99, 0, target",
        "1.00, 1000.01, 0, target",
        "5.00, 9.99, 0, above the threshold",
        "1.00, 5.99, 0, above the threshold",
        "5.00, 25.00, 4.99, monthly limit",
        "5.00, 25.00, -5.00, monthly limit",
        "5.001, 25.00, 0, whole cents",
        "5.00, 25.000000001, 0, whole cents",
        "5.00, 25.00, 50.005, whole cents",
        "-5.00, 25.00, 0, threshold"
    })
    void theseAreNot(String threshold, String target, String limit, String why) {
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> numbers(threshold, target, limit));
        assertEquals(true, String.valueOf(thrown.getMessage()).contains(why), thrown.getMessage());
    }

    @Test
    void theMonthlyLimitIsThreeTargetsWhereNoneIsNamed() {
        assertEquals(Amount.dollars("75.00"), RechargeNumbers.usualMonthlyLimit(Amount.dollars("25.00")));
        assertEquals(Amount.dollars("3000.00"), RechargeNumbers.usualMonthlyLimit(RechargeNumbers.MOST_TARGET));
    }

    /** A limit of 0 stands for none. */
    private static RechargeNumbers numbers(String threshold, String target, String limit) {
        Amount most = Amount.dollars(limit);
        return new RechargeNumbers(Amount.dollars(threshold), Amount.dollars(target), most.isZero() ? null : most);
    }
}

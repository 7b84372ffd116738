package dev.florin.core.pricing;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * One line of a receipt: {@code amount} = {@code count} × {@code perMillion} ÷ 1,000,000, exactly.
 *
 * @param lineClass the code of a token class, or a unit's name
 * @param perMillion for a unit, its price times a million
 * @param amount in dollars, with 15 decimals: nano-dollars a million
 */
public record CostLine(String lineClass, long count, Amount perMillion, BigDecimal amount) {
    private static final int FEWEST_DECIMALS = 2;

    /** A millionth of a nano-dollar. */
    static final int DECIMALS = Amount.DECIMALS + 6;

    static CostLine of(String lineClass, long count, Amount perMillion) {
        return new CostLine(lineClass, count, perMillion, exact(count, perMillion));
    }

    /** Exact whatever the size; as long as the product fits a long, no big integer is made. */
    static BigDecimal exact(long count, Amount perMillion) {
        return BigDecimal.valueOf(count).multiply(BigDecimal.valueOf(perMillion.nanos(), DECIMALS));
    }

    /** The amount with as many decimals as it needs, two at least and 15 at most. */
    public String amountText() {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.setScale(Math.max(stripped.scale(), FEWEST_DECIMALS), RoundingMode.UNNECESSARY)
                .toPlainString();
    }
}

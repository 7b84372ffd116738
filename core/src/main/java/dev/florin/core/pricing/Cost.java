package dev.florin.core.pricing;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.util.List;

/** What a call costs: exact lines, and their sum rounded once. */
public record Cost(List<CostLine> lines, Amount total) {
    public Cost {
        lines = List.copyOf(lines);
    }

    static Cost of(List<CostLine> lines) {
        BigDecimal sum = BigDecimal.ZERO;
        for (CostLine line : lines) {
            sum = sum.add(line.amount());
        }
        return new Cost(lines, Amount.rounded(sum));
    }
}

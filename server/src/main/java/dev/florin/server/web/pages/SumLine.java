package dev.florin.server.web.pages;

import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.CostLine;
import dev.florin.core.pricing.Costing;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.Prices;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A line of the sum that explains a charge, as people read it: count × price for a million = amount. */
public record SumLine(String what, String count, String perMillion, String amount) {
    /** The lines of a charge; none where it was not for tokens, or is not to be had. */
    public static List<SumLine> of(Transaction.@Nullable Spending spending, Prices prices) {
        Usage usage = spending == null ? null : spending.usage();
        Integer version = spending == null ? null : spending.priceVersion();
        if (usage == null || version == null) {
            return List.of();
        }
        return prices
                .version(usage.model(), version)
                .map(price -> price.cost(usage) instanceof Costing.Priced priced
                        ? priced.cost().lines()
                        : List.<CostLine>of())
                .orElse(List.of())
                .stream()
                .map(SumLine::of)
                .toList();
    }

    private static SumLine of(CostLine line) {
        String words = line.lineClass().replace('_', ' ');
        return new SumLine(
                words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
                String.format(Locale.ROOT, "%,d", line.count()),
                Money.cost(line.perMillion()).exact(),
                "$" + line.amountText());
    }
}

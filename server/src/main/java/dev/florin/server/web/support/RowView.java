package dev.florin.server.web.support;

import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.CostLine;
import dev.florin.core.pricing.Costing;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.documents.RowWords;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of the history that a question is about, with the sum that explains it.
 *
 * @param what such as {@code Use · chat}
 * @param model and who served; empty where none did
 * @param why nothing was charged; empty where something was
 */
public record RowView(
        String id,
        String what,
        String model,
        Moment at,
        Money amount,
        Money balanceAfter,
        List<Line> lines,
        boolean estimated,
        String why) {
    /** A line of the sum: count × price for a million = amount. */
    public record Line(String what, String count, String perMillion, String amount) {}

    static RowView of(Transaction row, ObjectIds ids, Prices prices, ZoneId zone) {
        Transaction.Spending spending = row.spending();
        String feature = spending == null || spending.feature() == null ? "" : " · " + spending.feature();
        return new RowView(
                ids.write(ObjectIds.Kind.TRANSACTION, row.account(), row.sequence()),
                RowWords.of(row.type()) + feature,
                spending == null || spending.model() == null
                        ? ""
                        : spending.model().name(),
                Moment.of(row.createdAt(), zone),
                Money.change(row.amount()),
                Money.balance(row.balanceAfter()),
                lines(spending, prices),
                spending != null && spending.estimated(),
                row.reasonCode() == null ? "" : RowWords.of(row.reasonCode()));
    }

    private static String words(String code) {
        String words = code.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static List<Line> lines(Transaction.@Nullable Spending spending, Prices prices) {
        Usage usage = spending == null ? null : spending.usage();
        Integer version = spending == null ? null : spending.priceVersion();
        if (usage == null || version == null) {
            return List.of();
        }
        return prices.version(usage.model(), version)
                .map(price -> price.cost(usage))
                .filter(Costing.Priced.class::isInstance)
                .map(costing -> ((Costing.Priced) costing)
                        .cost().lines().stream().map(RowView::line).toList())
                .orElse(List.of());
    }

    private static Line line(CostLine line) {
        return new Line(
                words(line.lineClass()),
                String.format(Locale.ROOT, "%,d", line.count()),
                dollars(line.perMillion()),
                "$" + line.amountText());
    }

    private static String dollars(Amount amount) {
        return Money.cost(amount).exact();
    }
}

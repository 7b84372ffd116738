package dev.florin.server.web.support;

import dev.florin.core.ledger.Transaction;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.documents.RowWords;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;
import dev.florin.server.web.pages.SumLine;
import java.time.ZoneId;
import java.util.List;

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
        List<SumLine> lines,
        boolean estimated,
        String why) {
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
                SumLine.of(spending, prices),
                spending != null && spending.estimated(),
                row.reasonCode() == null ? "" : RowWords.of(row.reasonCode()));
    }
}

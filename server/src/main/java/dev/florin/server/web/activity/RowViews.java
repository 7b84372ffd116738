package dev.florin.server.web.activity;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.ActivitySums.Reversal;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.documents.RowWords;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Money;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a history as the table shows them. Thread-safe. */
final class RowViews {
    private final ObjectIds ids;

    RowViews(ObjectIds ids) {
        this.ids = ids;
    }

    String receipt(AccountNumber account, long sequence) {
        return ActivityFilter.PATH + "/" + ids.write(ObjectIds.Kind.TRANSACTION, account, sequence);
    }

    /**
     * Rows of one account.
     *
     * @param reversals by the sequence of the charge
     */
    List<RowView> of(List<Transaction> rows, Map<Long, List<Reversal>> reversals, ZoneId zone) {
        AmountColumn changes =
                AmountColumn.of(rows.stream().map(Transaction::amount).toList());
        AmountColumn balances =
                AmountColumn.of(rows.stream().map(Transaction::balanceAfter).toList());
        List<RowView> views = new ArrayList<>(rows.size());
        for (Transaction row : rows) {
            views.add(new RowView(
                    receipt(row.account(), row.sequence()),
                    Moment.of(row.createdAt(), zone),
                    what(row),
                    note(row),
                    model(row),
                    tokens(row),
                    changes.change(row.amount()),
                    row.amount().isPositive(),
                    balances.balance(row.balanceAfter()),
                    status(row, reversals.getOrDefault(row.sequence(), List.of()))));
        }
        return views;
    }

    /** What a row is called: the feature, where credit was spent on one. */
    static String what(Transaction row) {
        Transaction.Spending spending = row.spending();
        String feature = spending == null ? null : spending.feature();
        return feature == null ? RowWords.of(row.type()) : feature;
    }

    static String note(Transaction row) {
        Text text = row.text();
        if (text == null) {
            return "";
        }
        String description = text.description();
        String reason = text.reason();
        return description != null ? description : reason != null ? reason : "";
    }

    static String model(Transaction row) {
        Transaction.Spending spending = row.spending();
        return spending == null || spending.model() == null
                ? ""
                : spending.model().name();
    }

    private static List<String> tokens(Transaction row) {
        Transaction.Spending spending = row.spending();
        Usage usage = spending == null ? null : spending.usage();
        if (usage == null) {
            return List.of();
        }
        String parts = part(usage, TokenClass.CACHED_INPUT, "cached") + part(usage, TokenClass.REASONING, "reasoning");
        String wholes = count(usage.inputTokens()) + " in \u00b7 " + count(usage.outputTokens()) + " out";
        return parts.isEmpty() ? List.of(wholes) : List.of(wholes, parts.strip());
    }

    private static String part(Usage usage, TokenClass part, String name) {
        long count = usage.count(part);
        return count == 0 ? "" : " " + count(count) + " " + name;
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static RowView.Status status(Transaction row, List<Reversal> reversals) {
        if (row.type() == TransactionType.NOT_CHARGED) {
            return new RowView.Status("Not charged", "accent", why(row.reasonCode()));
        }
        if (row.type() != TransactionType.CHARGE) {
            return new RowView.Status("Booked", "plain", "");
        }
        Amount back = reversals.stream().map(Reversal::amount).reduce(Amount.ZERO, Amount::plus);
        if (back.isPositive()) {
            boolean all = back.equals(row.amount().negated());
            return new RowView.Status(
                    all ? "Reversed" : "Partly reversed",
                    "good",
                    all ? "All of it was given back" : "A part of it was given back");
        }
        Transaction.Spending spending = row.spending();
        if (spending != null && spending.estimated()) {
            return new RowView.Status(
                    "Estimated",
                    "warning",
                    "Counted by us: the answer was stopped, or its provider sent no usable count");
        }
        if (spending != null && spending.uncollected().isPositive()) {
            return new RowView.Status(
                    "Settled", "plain", "A part of the cost was not charged: there was no credit left");
        }
        return new RowView.Status("Settled", "plain", "");
    }

    private static String why(@Nullable ReasonCode reason) {
        return reason == null ? "" : RowWords.of(reason);
    }

    static RunningView running(Hold hold, ZoneId zone) {
        String feature = hold.feature();
        Hold.ModelCall call = hold.call();
        return new RunningView(
                Moment.of(hold.placedAt(), zone),
                feature == null ? RowWords.of(TransactionType.CHARGE) : feature,
                call == null ? "" : call.model().name(),
                Money.cost(hold.amount()));
    }
}

package dev.florin.server.web.documents;

import dev.florin.core.check.Check;
import dev.florin.core.grants.Draw;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.CostLine;
import dev.florin.core.pricing.Costing;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.http.JsonOut;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A row of the history as the API writes it: the receipt. Its lines are computed from usage and price version. Thread-safe. */
public final class TransactionShape {
    private final ObjectIds ids;
    private final Prices prices;

    public TransactionShape(ObjectIds ids, Prices prices) {
        this.ids = ids;
        this.prices = prices;
    }

    /**
     * Writes the object.
     *
     * @param account the id by which the host knows it
     */
    public void write(JsonOut out, String account, Transaction row) {
        writeMembers(out, account, row);
        out.end();
    }

    /** The same, and the fields that its hash is taken over. */
    String exported(String account, Transaction row) {
        JsonOut out = new JsonOut();
        writeMembers(out, account, row);
        HashedFields.write(out, row);
        return out.end().toString();
    }

    private void writeMembers(JsonOut out, String account, Transaction row) {
        out.object()
                .text("id", ids.write(ObjectIds.Kind.TRANSACTION, row.account(), row.sequence()))
                .text("object", "transaction")
                .text("account", account)
                .count("sequence", row.sequence())
                .text("type", row.type().code())
                .amount("amount", row.amount())
                .amount("balance_after", row.balanceAfter());
        Transaction.Spending spending = row.spending();
        if (spending == null) {
            out.array("lines").end();
        } else {
            writeSpending(out, spending);
            if (spending.keyNumber() > 0) {
                out.text("key", ids.write(ObjectIds.Kind.GATEWAY_KEY, row.account(), spending.keyNumber()));
            }
        }
        Transaction.EndedHold hold = row.hold();
        if (hold != null) {
            out.text("hold", ids.write(ObjectIds.Kind.HOLD, row.account(), hold.number()))
                    .time("placed_at", hold.placedAt());
        }
        writeDraws(out, row);
        out.flag("estimated", spending != null && spending.estimated());
        if (row.reasonCode() != null) {
            out.text("reason_code", row.reasonCode().code());
        }
        if (row.reverses() != null) {
            out.text("reverses", ids.write(ObjectIds.Kind.TRANSACTION, row.account(), row.reverses()));
        }
        Text text = row.text();
        out.text("description", text == null ? null : text.description())
                .texts("metadata", text == null ? Map.of() : text.metadata())
                .text("actor", row.actor())
                .text("reason", text == null ? null : text.reason())
                .text("source", row.source())
                .time("created_at", row.createdAt())
                .text("hash", row.hash().hex())
                .text("previous_hash", row.previousHash().hex());
    }

    private void writeSpending(JsonOut out, Transaction.Spending spending) {
        if (spending.model() != null) {
            out.text("model", spending.model().name());
        }
        if (spending.feature() != null) {
            out.text("feature", spending.feature());
        }
        if (spending.user() != null) {
            out.text("user", spending.user());
        }
        Usage usage = spending.usage();
        if (usage != null) {
            out.value("usage", value -> writeUsage(value, usage));
        }
        out.array("lines");
        for (CostLine line : lines(spending)) {
            out.object()
                    .text("class", line.lineClass())
                    .count("count", line.count())
                    .amount("per_million", line.perMillion())
                    .text("amount", line.amountText())
                    .end();
        }
        out.end().amount("cost", spending.cost()).amount("uncollected", spending.uncollected());
        if (spending.priceVersion() != null) {
            out.count("price_version", spending.priceVersion());
        }
    }

    /** The exact lines of a cost; none where the host named the amount. */
    public List<CostLine> lines(Transaction.Spending spending) {
        Usage usage = spending.usage();
        Integer version = spending.priceVersion();
        if (usage == null || version == null) {
            return List.of();
        }
        Price price = prices.version(usage.model(), version).orElseThrow();
        Costing costing = price.cost(usage);
        Check.invariant(costing instanceof Costing.Priced, "what was charged has lost its price");
        return ((Costing.Priced) costing).cost().lines();
    }

    /** A usage with the members that a request gives it; parts of zero are left out. */
    static void writeUsage(JsonOut out, Usage usage) {
        out.object()
                .text("model", usage.model().name())
                .count("input_tokens", usage.inputTokens())
                .count("output_tokens", usage.outputTokens());
        for (TokenClass part : TokenClass.ALL) {
            boolean whole = part == TokenClass.INPUT || part == TokenClass.OUTPUT;
            if (!whole && usage.count(part) > 0) {
                out.count(part.code() + "_tokens", usage.count(part));
            }
        }
        if (!usage.units().isEmpty()) {
            out.object("units");
            usage.units().forEach(out::count);
            out.end();
        }
        out.end();
    }

    private void writeDraws(JsonOut out, Transaction row) {
        out.array("draws");
        for (Draw draw : row.draws()) {
            out.object()
                    .text("grant", ids.write(ObjectIds.Kind.GRANT, row.account(), draw.grant()))
                    .amount("amount", draw.amount())
                    .text("for", draw.purpose().name().toLowerCase(Locale.ROOT))
                    .end();
        }
        out.end();
    }
}

package dev.florin.server.web.documents;

import dev.florin.core.grants.Draws;
import dev.florin.core.ledger.Micros;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Usage;
import dev.florin.server.web.http.JsonOut;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a row that its hash is taken over, in their order, as {@code docs/accounting.md} describes them: so that whoever
 * has an export can recompute the chain.
 */
final class HashedFields {
    private final List<@Nullable String> fields = new ArrayList<>();

    private HashedFields() {}

    static List<@Nullable String> of(Transaction row) {
        HashedFields all = new HashedFields();
        all.add(row.account().number())
                .add(row.sequence())
                .add(row.type().code())
                .add(row.amount().nanos())
                .add(row.balanceAfter().nanos())
                .add(row.house().code());
        all.addHold(row.hold());
        all.addSpending(row.spending());
        all.add(Draws.write(row.draws()))
                .add(row.reasonCode() == null ? null : row.reasonCode().code())
                .add(row.reverses())
                .add(row.actor())
                .add(row.source())
                .add(row.request().hex())
                .add(row.textDigest() == null ? null : row.textDigest().hex())
                .add(row.createdAt())
                .add(row.previousHash().hex());
        return all.fields;
    }

    static void write(JsonOut out, Transaction row) {
        out.array("hashed");
        of(row).forEach(out::text);
        out.end();
    }

    private void addHold(Transaction.@Nullable EndedHold hold) {
        if (hold == null) {
            add((String) null);
            return;
        }
        add(hold.number())
                .add(hold.amount().nanos())
                .add(hold.placedAt())
                .add(hold.expiresAt())
                .add(hold.end().code())
                .add(hold.maxOutputTokens())
                .add(hold.priceVersion() == null ? null : hold.priceVersion().toString());
    }

    private void addSpending(Transaction.@Nullable Spending spending) {
        if (spending == null) {
            add((String) null);
            return;
        }
        Usage usage = spending.usage();
        add(spending.model() == null ? "" : spending.model().name())
                .add(usage == null ? null : Long.valueOf(usage.inputTokens()))
                .add(usage == null ? null : Long.valueOf(usage.outputTokens()))
                .add(usage == null ? null : usage.parts())
                .add(
                        spending.priceVersion() == null
                                ? null
                                : spending.priceVersion().toString())
                .add(spending.feature())
                .add(spending.keyNumber())
                .add(spending.cost().nanos())
                .add(spending.uncollected().nanos())
                .add(spending.estimated() ? "estimated" : "");
        if (spending.user() != null) {
            add(spending.user());
        }
    }

    private HashedFields add(@Nullable String value) {
        fields.add(value);
        return this;
    }

    private HashedFields add(@Nullable Long value) {
        return add(value == null ? null : value.toString());
    }

    private HashedFields add(Instant value) {
        return add(Micros.of(value));
    }
}

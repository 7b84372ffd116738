package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Model;
import dev.florin.server.storage.HoldRecord;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.JsonOut;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hold as the API writes it: an open one from its row, one that has ended from the row that ended it, with the same members
 * for ever. Thread-safe.
 */
final class HoldShape {
    private final ObjectIds ids;

    HoldShape(ObjectIds ids) {
        this.ids = ids;
    }

    void write(JsonOut out, String accountId, AccountNumber account, HoldRecord hold) {
        switch (hold) {
            case HoldRecord.Open(Hold open) -> open(out, accountId, account, open);
            case HoldRecord.Ended ended -> ended(out, accountId, ended);
        }
    }

    void open(JsonOut out, String accountId, AccountNumber account, Hold hold) {
        begin(out, account, hold.number(), accountId);
        out.amount("amount", hold.amount()).text("status", "open");
        Hold.ModelCall call = hold.call();
        if (call != null) {
            call(out, call.model(), call.maxOutputTokens(), call.priceVersion());
        }
        key(out, account, hold.keyNumber());
        user(out, hold.user());
        times(out, hold.feature(), hold.placedAt(), hold.expiresAt());
        out.texts("metadata", hold.metadata()).end();
    }

    private void ended(JsonOut out, String accountId, HoldRecord.Ended ended) {
        Transaction row = ended.row();
        Transaction.EndedHold hold = ended.hold();
        begin(out, row.account(), hold.number(), accountId);
        out.amount("amount", hold.amount()).text("status", hold.end().code());
        Transaction.Spending spending = row.spending();
        if (hold.maxOutputTokens() != null && hold.priceVersion() != null) {
            call(out, spending == null ? null : spending.model(), hold.maxOutputTokens(), hold.priceVersion());
        }
        key(out, row.account(), spending == null ? 0 : spending.keyNumber());
        user(out, spending == null ? null : spending.user());
        times(out, spending == null ? null : spending.feature(), hold.placedAt(), hold.expiresAt());
        Text text = row.text();
        out.texts("metadata", text == null ? Map.of() : text.metadata())
                .time("ended_at", row.createdAt())
                .text("transaction", ids.write(ObjectIds.Kind.TRANSACTION, row.account(), row.sequence()))
                .end();
    }

    private void begin(JsonOut out, AccountNumber account, long number, String accountId) {
        out.object()
                .text("id", ids.write(ObjectIds.Kind.HOLD, account, number))
                .text("object", "hold")
                .text("account", accountId);
    }

    private static void call(JsonOut out, @Nullable Model model, long maxOutputTokens, int priceVersion) {
        if (model != null) {
            out.text("model", model.name());
        }
        out.count("max_output_tokens", maxOutputTokens).count("price_version", priceVersion);
    }

    private void key(JsonOut out, AccountNumber account, long key) {
        if (key > 0) {
            out.text("key", ids.write(ObjectIds.Kind.GATEWAY_KEY, account, key));
        }
    }

    private static void user(JsonOut out, @Nullable String user) {
        if (user != null) {
            out.text("user", user);
        }
    }

    private static void times(JsonOut out, @Nullable String feature, Instant placedAt, Instant expiresAt) {
        if (feature != null) {
            out.text("feature", feature);
        }
        out.time("placed_at", placedAt).time("expires_at", expiresAt);
    }
}

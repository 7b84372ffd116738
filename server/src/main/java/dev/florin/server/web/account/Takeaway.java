package dev.florin.server.web.account;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.grants.Grant;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Listing;
import dev.florin.server.storage.NoticeSettings;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Slice;
import dev.florin.server.storage.TransactionFilter;
import dev.florin.server.storage.TransactionStream;
import dev.florin.server.web.documents.TransactionShape;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.MediaTypes;
import dev.florin.server.web.pages.Visit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Everything that is kept about a customer, as one JSON file that is written while it is read, however long the history is. No
 * secret of a key is in it: nobody has them. Thread-safe.
 */
public final class Takeaway {
    private final GatewayKeys keys;
    private final History history;
    private final NoticeSettings settings;
    private final ObjectIds ids;
    private final TransactionShape shape;
    private final Bought bought;
    private final Correspondence correspondence;

    public Takeaway(
            GatewayKeys keys,
            History history,
            NoticeSettings settings,
            ObjectIds ids,
            TransactionShape shape,
            Bought bought,
            Correspondence correspondence) {
        this.keys = keys;
        this.history = history;
        this.settings = settings;
        this.ids = ids;
        this.shape = shape;
        this.bought = bought;
        this.correspondence = correspondence;
    }

    Answer answer(Visit visit) {
        String id = visit.customer().person().id();
        JsonOut head = head(visit);
        AccountNumber account = visit.account();
        TransactionStream rows = history.export(account, TransactionFilter.ALL);
        return new Answer.Streamed(
                200,
                MediaTypes.JSON,
                List.of(new Answer.Header("Content-Disposition", "attachment; filename=\"everything.json\"")),
                out -> {
                    write(out, head, id, rows);
                    bought.write(out, account);
                    correspondence.write(out, account);
                    out.write("\n}\n".getBytes(StandardCharsets.UTF_8));
                });
    }

    private void write(OutputStream out, JsonOut head, String id, TransactionStream rows) throws IOException {
        out.write(("{\"account\":" + head + ",\n\"transactions\":[").getBytes(StandardCharsets.UTF_8));
        String before = "\n";
        while (rows.hasNext()) {
            JsonOut row = new JsonOut();
            shape.write(row, id, rows.next());
            out.write((before + row).getBytes(StandardCharsets.UTF_8));
            before = ",\n";
        }
        out.write("\n],\n".getBytes(StandardCharsets.UTF_8));
    }

    private JsonOut head(Visit visit) {
        Customers.Customer person = visit.customer().person();
        NoticeSettings.Chosen chosen = settings.of(visit.account());
        JsonOut out = new JsonOut();
        out.object()
                .text("id", person.id())
                .text("name", person.name())
                .text("email", person.email())
                .text("time_zone", visit.zone().getId())
                .texts("metadata", person.metadata())
                .time("created_at", person.createdAt())
                .amount("balance", visit.customer().standing().account().balance())
                .amount("warn_below", chosen.levels().low())
                .amount("warn_again_below", chosen.levels().veryLow());
        limits(out, visit.customer().standing().account().limits());
        out.array("mails_off");
        chosen.off().stream().map(each -> each.code()).sorted().forEach(out::text);
        out.end().array("keys");
        for (GatewayKeys.Kept kept : all(slice -> keys.list(visit.account(), slice))) {
            out.object()
                    .text(
                            "id",
                            ids.write(
                                    ObjectIds.Kind.GATEWAY_KEY,
                                    visit.account(),
                                    kept.key().number()))
                    .text("name", kept.key().name())
                    .time("created_at", kept.key().createdAt())
                    .time("last_used_at", kept.lastUsedAt())
                    .time("revoked_at", kept.key().revokedAt());
            limits(out, kept.key().limits());
            out.end();
        }
        out.end().array("grants");
        for (Grant grant : all(slice -> history.grants(visit.account(), slice))) {
            out.object()
                    .text("id", ids.write(ObjectIds.Kind.GRANT, visit.account(), grant.number()))
                    .text("kind", grant.kind().code())
                    .amount("amount", grant.amount())
                    .amount("remaining", grant.remaining())
                    .time("expires_at", grant.expiresAt())
                    .time("created_at", grant.createdAt())
                    .end();
        }
        return out.end().end();
    }

    private static <T> List<T> all(Function<Slice, Listing<T>> list) {
        List<T> all = new ArrayList<>();
        Listing<T> page = list.apply(Slice.first(Slice.MOST));
        all.addAll(page.rows());
        while (page.hasMore() && page.last() != null) {
            page = list.apply(new Slice(Slice.MOST, page.last(), null));
            all.addAll(page.rows());
        }
        return all;
    }

    private static void limits(JsonOut out, SpendingLimits limits) {
        out.object("limits");
        for (Period period : Period.values()) {
            out.amount(period.code(), limits.of(period));
        }
        out.end();
    }
}

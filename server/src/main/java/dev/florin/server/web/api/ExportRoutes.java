package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.History;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.TransactionStream;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.MediaTypes;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A history to take away: as a table for people, or as JSON with what its hashes were taken over. Thread-safe. */
final class ExportRoutes {
    private static final List<String> COLUMNS = List.of(
            "id",
            "sequence",
            "created_at",
            "type",
            "amount",
            "balance_after",
            "model",
            "feature",
            "input_tokens",
            "output_tokens",
            "cost",
            "uncollected",
            "price_version",
            "estimated",
            "hold",
            "placed_at",
            "reason_code",
            "description",
            "reason",
            "actor",
            "source",
            "hash",
            "user");

    private final Asking asking;
    private final History history;
    private final TransactionShape shape;

    ExportRoutes(Asking asking, History history, TransactionShape shape) {
        this.asking = asking;
        this.history = history;
        this.shape = shape;
    }

    void addTo(Routes routes) {
        routes.get("/v1/accounts/{id}/export", Access.to(Scope.READ), this::export);
    }

    private Answer export(Request request) {
        Field<String> format = request.query()
                .choice("format", List.of("csv", "json"), Object::toString)
                .required();
        var filter = HistoryRoutes.filter(request.query(), asking.ids());
        Admission admission = request.admit();
        String id = request.path("id");
        Account account = asking.upToDate(admission.caller(), id).account();
        Optional<TransactionStream> rows =
                filter.apply(account.number()).map(asked -> history.export(account.number(), asked));
        boolean csv = format.value().equals("csv");
        return new Answer.Streamed(
                200,
                csv ? MediaTypes.CSV : MediaTypes.JSON,
                List.of(new Answer.Header(
                        "Content-Disposition", "attachment; filename=\"transactions." + format.value() + "\"")),
                out -> {
                    if (csv) {
                        writeCsv(out, account.number(), rows);
                    } else {
                        writeJson(out, id, rows);
                    }
                });
    }

    private void writeJson(OutputStream out, String id, Optional<TransactionStream> rows) throws IOException {
        String before = "[\n";
        while (rows.isPresent() && rows.get().hasNext()) {
            Transaction row = rows.get().next();
            out.write((before + shape.exported(id, row)).getBytes(StandardCharsets.UTF_8));
            before = ",\n";
        }
        out.write((before.equals("[\n") ? "[]\n" : "\n]\n").getBytes(StandardCharsets.UTF_8));
    }

    private void writeCsv(OutputStream out, AccountNumber account, Optional<TransactionStream> rows)
            throws IOException {
        CsvOut csv = new CsvOut(out);
        COLUMNS.forEach(csv::plain);
        csv.end();
        while (rows.isPresent() && rows.get().hasNext()) {
            writeCsv(csv, account, rows.get().next());
        }
    }

    private void writeCsv(CsvOut csv, AccountNumber account, Transaction row) throws IOException {
        ObjectIds ids = asking.ids();
        csv.plain(ids.write(ObjectIds.Kind.TRANSACTION, account, row.sequence()))
                .plain(row.sequence())
                .plain(row.createdAt())
                .plain(row.type().code())
                .plain(row.amount())
                .plain(row.balanceAfter());
        writeSpending(csv, row.spending());
        Transaction.EndedHold hold = row.hold();
        csv.plain(hold == null ? null : ids.write(ObjectIds.Kind.HOLD, account, hold.number()))
                .plain(hold == null ? null : hold.placedAt())
                .plain(row.reasonCode() == null ? null : row.reasonCode().code());
        Text text = row.text();
        csv.text(text == null ? null : text.description())
                .text(text == null ? null : text.reason())
                .text(row.actor())
                .text(row.source())
                .plain(row.hash().hex())
                .text(row.spending() == null ? null : row.spending().user())
                .end();
    }

    private static void writeSpending(CsvOut csv, Transaction.@Nullable Spending spending) {
        if (spending == null) {
            for (int column = 0; column < 8; column++) {
                csv.plain(null);
            }
            return;
        }
        Usage usage = spending.usage();
        csv.text(spending.model() == null ? null : spending.model().name())
                .text(spending.feature())
                .plain(usage == null ? null : usage.inputTokens())
                .plain(usage == null ? null : usage.outputTokens())
                .plain(spending.cost())
                .plain(spending.uncollected())
                .plain(spending.priceVersion())
                .plain(spending.estimated());
    }
}

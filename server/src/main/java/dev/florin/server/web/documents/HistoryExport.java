package dev.florin.server.web.documents;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows to take away: as a table for people, or as JSON with what their hashes were taken over. Thread-safe. */
public final class HistoryExport {
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

    private final ObjectIds ids;
    private final TransactionShape shape;

    public HistoryExport(ObjectIds ids, TransactionShape shape) {
        this.ids = ids;
        this.shape = shape;
    }

    /** What an export is written as. */
    public enum Format {
        CSV("csv", MediaTypes.CSV),
        JSON("json", MediaTypes.JSON);

        private final String code;
        private final String mediaType;

        Format(String code, String mediaType) {
            this.code = code;
            this.mediaType = mediaType;
        }

        public String code() {
            return code;
        }
    }

    /** An answer with all rows that are still to come, which is written while they are read. */
    public Answer answer(Format format, String account, AccountNumber number, Iterator<Transaction> rows) {
        return new Answer.Streamed(
                200,
                format.mediaType,
                List.of(new Answer.Header(
                        "Content-Disposition", "attachment; filename=\"transactions." + format.code + "\"")),
                out -> {
                    switch (format) {
                        case CSV -> writeCsv(out, number, rows);
                        case JSON -> writeJson(out, account, rows);
                    }
                });
    }

    private void writeJson(OutputStream out, String account, Iterator<Transaction> rows) throws IOException {
        String before = "[\n";
        while (rows.hasNext()) {
            out.write((before + shape.exported(account, rows.next())).getBytes(StandardCharsets.UTF_8));
            before = ",\n";
        }
        out.write((before.equals("[\n") ? "[]\n" : "\n]\n").getBytes(StandardCharsets.UTF_8));
    }

    private void writeCsv(OutputStream out, AccountNumber account, Iterator<Transaction> rows) throws IOException {
        CsvOut csv = new CsvOut(out);
        COLUMNS.forEach(csv::plain);
        csv.end();
        while (rows.hasNext()) {
            writeCsv(csv, account, rows.next());
        }
    }

    private void writeCsv(CsvOut csv, AccountNumber account, Transaction row) throws IOException {
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

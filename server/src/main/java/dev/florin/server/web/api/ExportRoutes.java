package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.storage.History;
import dev.florin.server.web.documents.HistoryExport;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** A history to take away. Thread-safe. */
final class ExportRoutes {
    private final Asking asking;
    private final History history;
    private final HistoryExport export;

    ExportRoutes(Asking asking, History history, HistoryExport export) {
        this.asking = asking;
        this.history = history;
        this.export = export;
    }

    void addTo(Routes routes) {
        routes.get("/v1/accounts/{id}/export", Access.to(Scope.READ), this::export);
    }

    private Answer export(Request request) {
        Field<HistoryExport.Format> format = request.query()
                .choice("format", List.of(HistoryExport.Format.values()), HistoryExport.Format::code)
                .required();
        var filter = HistoryRoutes.filter(request.query(), asking.ids());
        Admission admission = request.admit();
        String id = request.path("id");
        Account account = asking.upToDate(admission.caller(), id).account();
        Iterator<Transaction> rows = filter.apply(account.number())
                .<Iterator<Transaction>>map(asked -> history.export(account.number(), asked))
                .orElse(Collections.emptyIterator());
        return export.answer(format.value(), id, account.number(), rows);
    }
}

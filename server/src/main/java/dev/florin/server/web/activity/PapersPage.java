package dev.florin.server.web.activity;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.History;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Statements;
import dev.florin.server.web.documents.HistoryExport;
import dev.florin.server.web.documents.StatementHead;
import dev.florin.server.web.documents.StatementPdf;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.MediaTypes;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Visit;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Collections;
import java.util.Iterator;

/** What customers take away: exactly the rows that the table shows, and the statement of a month. Thread-safe. */
public final class PapersPage {
    private final Sources sources;

    /**
     * Where the papers' numbers come from.
     *
     * @param seller who stands on statements
     */
    public record Sources(
            History history, Statements statements, HistoryExport export, ObjectIds ids, MailSettings.Seller seller) {}

    public PapersPage(Sources sources) {
        this.sources = sources;
    }

    /** Adds the addresses. */
    public void addTo(Pages pages) {
        pages.get(ActivityFilter.PATH + "/export.csv", visit -> export(visit, HistoryExport.Format.CSV))
                .get(ActivityFilter.PATH + "/export.json", visit -> export(visit, HistoryExport.Format.JSON))
                .get(ActivityFilter.PATH + "/statements/{month}", this::statement);
    }

    private Answer export(Visit visit, HistoryExport.Format format) {
        ActivityFilter filter = ActivityPage.filter(visit);
        AccountNumber account = visit.account();
        Iterator<Transaction> rows = filter.rows(ActivityPage.keyNumber(sources.ids, account, filter))
                .<Iterator<Transaction>>map(asked -> sources.history.export(account, asked))
                .orElse(Collections.emptyIterator());
        return sources.export.answer(format, visit.customer().person().id(), account, rows);
    }

    private Answer statement(Visit visit) {
        Account account = visit.customer().standing().account();
        Customers.Customer person = visit.customer().person();
        StatementHead head = new StatementHead(
                sources.seller,
                person.id(),
                person.name(),
                person.email(),
                month(visit.path("month")),
                account.zone(),
                visit.now());
        if (head.from().isAfter(visit.now()) || !head.to().isAfter(account.createdAt())) {
            throw Visit.notFound();
        }
        return Answer.bytes(
                        200,
                        MediaTypes.PDF,
                        StatementPdf.of(
                                head, sources.statements.of(account.number(), account.zone(), head.from(), head.to())))
                .with("Content-Disposition", "inline; filename=\"statement-" + head.month() + ".pdf\"");
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw Visit.notFound();
        }
    }
}

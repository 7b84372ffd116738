package dev.florin.server.web.activity;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Price;
import dev.florin.server.storage.ActivitySums;
import dev.florin.server.storage.ActivitySums.Reversal;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.documents.TransactionShape;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The receipt of one row: the formula with its numbers, and everything that explains it. Thread-safe. */
public final class ReceiptPage {
    private final Sources sources;
    private final RowViews rowViews;
    private final TransactionShape shape;

    /** Where the page's numbers come from. */
    public record Sources(History history, ActivitySums sums, GatewayKeys keys, Prices prices, ObjectIds ids) {}

    public ReceiptPage(Sources sources) {
        this.sources = sources;
        this.rowViews = new RowViews(sources.ids);
        this.shape = new TransactionShape(sources.ids, sources.prices);
    }

    /** Adds the page. */
    public void addTo(Pages pages) {
        pages.get(ActivityFilter.PATH + "/{id}", this::show);
    }

    private Answer show(Visit visit) {
        Transaction row = row(visit);
        List<Reversal> reversals =
                sources.sums.reversals(row.account(), List.of(row.sequence())).getOrDefault(row.sequence(), List.of());
        ReceiptViews views = views(row, reversals, visit);
        String title = RowViews.what(row);
        return visit.page(
                "activity/receipt.jte",
                new ReceiptModel(
                        visit.frame(title, Tab.ACTIVITY),
                        visit.path("id"),
                        title,
                        Moment.of(row.createdAt(), visit.zone()),
                        ReceiptViews.change(row.amount()),
                        row.amount().isPositive(),
                        RowViews.status(row, reversals),
                        views.sentence(),
                        views.formula(),
                        views.sums(),
                        views.facts(),
                        views.draws(),
                        links(row, reversals),
                        views.proof()));
    }

    /** The row that the address names; another account's is not there. */
    private Transaction row(Visit visit) {
        return sources.ids
                .read(ObjectIds.Kind.TRANSACTION, visit.path("id"))
                .filter(reference -> reference.account().equals(visit.account()))
                .flatMap(reference -> sources.history.transaction(reference.account(), reference.number()))
                .orElseThrow(Visit::notFound);
    }

    private ReceiptViews views(Transaction row, List<Reversal> reversals, Visit visit) {
        AccountNumber account = row.account();
        Map<Long, Grant> grants = new TreeMap<>();
        for (Draw draw : row.draws()) {
            sources.history.grant(account, draw.grant()).ifPresent(grant -> grants.put(grant.number(), grant));
        }
        Transaction.Spending spending = row.spending();
        long key = spending == null ? 0 : spending.keyNumber();
        String keyName = key == 0
                ? ""
                : sources.keys.find(account, key).map(kept -> kept.key().name()).orElse("Key " + key);
        return new ReceiptViews(
                row,
                spending == null ? List.of() : shape.lines(spending),
                price(spending),
                grants,
                reversals,
                keyName,
                visit.zone());
    }

    private Optional<Price> price(Transaction.@Nullable Spending spending) {
        return spending == null || spending.usage() == null || spending.priceVersion() == null
                ? Optional.empty()
                : sources.prices.version(spending.usage().model(), spending.priceVersion());
    }

    private List<ReceiptModel.Link> links(Transaction row, List<Reversal> reversals) {
        List<ReceiptModel.Link> links = new ArrayList<>();
        for (Reversal reversal : reversals) {
            links.add(new ReceiptModel.Link(
                    ReceiptViews.exact(reversal.amount()) + " was given back",
                    rowViews.receipt(row.account(), reversal.reversal())));
        }
        if (row.reverses() != null) {
            links.add(new ReceiptModel.Link(
                    "The charge that it gives back", rowViews.receipt(row.account(), row.reverses())));
        }
        return links;
    }
}

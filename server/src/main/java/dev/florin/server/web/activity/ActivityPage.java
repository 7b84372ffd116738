package dev.florin.server.web.activity;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.server.storage.ActivitySum;
import dev.florin.server.storage.ActivitySums;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.History;
import dev.florin.server.storage.HoldRecord;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.Listing;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Visit;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Chart, tiles and table of everything that moved the balance. Thread-safe. */
public final class ActivityPage {
    /** A screen or two; more are a click away. */
    static final int ROWS = 25;

    /** More calls at a time than anybody follows by eye. */
    private static final int MOST_RUNNING = 20;

    private final Sources sources;
    private final RowViews rowViews;

    /** Where the page's numbers come from. */
    public record Sources(History history, ActivitySums sums, Holds holds, GatewayKeys keys, ObjectIds ids) {}

    public ActivityPage(Sources sources) {
        this.sources = sources;
        this.rowViews = new RowViews(sources.ids);
    }

    /** Adds the page. */
    public void addTo(Pages pages) {
        pages.get(ActivityFilter.PATH, this::show);
    }

    static ActivityFilter filter(Visit visit) {
        Account account = visit.customer().standing().account();
        return ActivityFilter.read(
                visit.query(), new ActivityFilter.Place(visit.zone(), visit.now(), account.createdAt()));
    }

    private Answer show(Visit visit) {
        ActivityFilter filter = filter(visit);
        long begin = System.nanoTime();
        ActivityModel.Table table = table(visit, filter);
        long tableDone = System.nanoTime();
        Keys keys = keys(visit.account());
        Overview overview = overview(visit, filter);
        ActivityModel.Top top = top(visit, filter, overview, keys);
        long chartDone = System.nanoTime();
        ActivityModel model = new ActivityModel(
                visit.frame("Activity", Tab.ACTIVITY),
                top,
                table,
                new FilterForm(filter, overview, keys.names, keys.ids, visit.zone())
                        .view(visit.now(), visit.customer().standing().account().createdAt()));
        return visit.page("activity/activity.jte", model)
                .with(
                        "Server-Timing",
                        "table;dur=" + millis(tableDone - begin) + ", chart;dur=" + millis(chartDone - tableDone));
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }

    /** The account's gateway keys by their number: what each is called, and its id. */
    private record Keys(Map<Long, String> names, Map<Long, String> ids) {}

    private Keys keys(AccountNumber account) {
        Map<Long, String> names = new TreeMap<>();
        Map<Long, String> ids = new TreeMap<>();
        for (GatewayKeys.Kept kept :
                sources.keys.list(account, Slice.first(Slice.MOST)).rows()) {
            names.put(kept.key().number(), kept.key().name());
            ids.put(
                    kept.key().number(),
                    sources.ids.write(
                            ObjectIds.Kind.GATEWAY_KEY, account, kept.key().number()));
        }
        return new Keys(names, ids);
    }

    static Optional<Long> keyNumber(ObjectIds ids, AccountNumber account, ActivityFilter filter) {
        return ids.read(ObjectIds.Kind.GATEWAY_KEY, filter.key())
                .filter(reference -> reference.account().equals(account))
                .map(ObjectIds.Reference::number);
    }

    private Overview overview(Visit visit, ActivityFilter filter) {
        Instant month = Overview.monthStart(visit.now(), visit.zone());
        Instant from = filter.from().isBefore(month) ? filter.from() : month;
        List<ActivitySum> sums = sources.sums.of(visit.account(), visit.zone(), from);
        return new Overview(sums, visit.zone(), visit.now());
    }

    private ActivityModel.Top top(Visit visit, ActivityFilter filter, Overview overview, Keys keys) {
        String key = keyNumber(sources.ids, visit.account(), filter)
                .map(String::valueOf)
                .orElse("");
        Series series = overview.series(filter, key);
        ZoneId zone = visit.zone();
        return new ActivityModel.Top(
                new TileViews(
                                overview,
                                filter,
                                visit.now(),
                                zone,
                                visit.customer().standing().account().createdAt())
                        .view(),
                series.isEmpty() ? null : new ChartViews(filter, zone, keys.names, keys.ids).of(series));
    }

    private ActivityModel.Table table(Visit visit, ActivityFilter filter) {
        AccountNumber account = visit.account();
        Cursor asked = Cursor.read(visit.query(), sources.ids, account);
        Listing<Transaction> found = read(account, filter, asked);
        // Nothing newer is left out, so this is the first page: full again, and with what came meanwhile.
        boolean isFirst = asked.isBack() && !found.hasMore();
        Cursor cursor = isFirst ? Cursor.START : asked;
        Listing<Transaction> shown = isFirst ? read(account, filter, cursor) : found;
        List<Long> charges = shown.rows().stream()
                .filter(row -> row.type() == TransactionType.CHARGE)
                .map(Transaction::sequence)
                .toList();
        boolean showsRunning = cursor.isStart() && !filter.leavesOut() && filter.bar() == null;
        return new ActivityModel.Table(
                rowViews.of(shown.rows(), sources.sums.reversals(account, charges), visit.zone()),
                showsRunning ? running(account, visit.zone()) : List.of(),
                cursor.newerLink(filter, shown, sources.ids, account),
                cursor.olderLink(filter, shown, sources.ids, account),
                shown.rows().isEmpty() && shown.hasMore(),
                Adding.of(shown.rows(), filter.leavesOut()));
    }

    private Listing<Transaction> read(AccountNumber account, ActivityFilter filter, Cursor cursor) {
        return filter.rows(keyNumber(sources.ids, account, filter))
                .map(asked -> sources.history.transactions(account, asked, cursor.slice(ROWS)))
                .orElseGet(() -> new Listing<>(List.of(), false, null));
    }

    private List<RunningView> running(AccountNumber account, ZoneId zone) {
        return sources.holds.list(account, HoldRecord.Status.OPEN, Slice.first(MOST_RUNNING)).rows().stream()
                .filter(HoldRecord.Open.class::isInstance)
                .map(open -> RowViews.running(((HoldRecord.Open) open).hold(), zone))
                .toList();
    }
}

package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Balance;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.History;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.TransactionFilter;
import dev.florin.server.storage.TransactionStream;
import dev.florin.server.storage.UsageSum;
import dev.florin.server.storage.UsageSums;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was used, added up for charts, and the statement of a month. Thread-safe. */
final class ReportRoutes {
    /** A chart has no more points than a screen has pixels: 31 days of hours, 400 days of days. */
    private static final Map<UsageSums.Bucket, Duration> LONGEST =
            Map.of(UsageSums.Bucket.HOUR, Duration.ofDays(31), UsageSums.Bucket.DAY, Duration.ofDays(400));

    /** What is shown where nobody says how much. */
    private static final Map<UsageSums.Bucket, Duration> USUAL =
            Map.of(UsageSums.Bucket.HOUR, Duration.ofDays(2), UsageSums.Bucket.DAY, Duration.ofDays(31));

    private final Asking asking;
    private final History history;
    private final UsageSums sums;
    private final Balances balances;

    ReportRoutes(Asking asking, History history, UsageSums sums, Balances balances) {
        this.asking = asking;
        this.history = history;
        this.sums = sums;
        this.balances = balances;
    }

    void addTo(Routes routes) {
        routes.get("/v1/accounts/{id}/usage", Access.toAlsoOwnAccount(Scope.READ), this::usage)
                .get("/v1/accounts/{id}/statements/{month}", Access.to(Scope.READ), this::statement);
    }

    private Answer usage(Request request) {
        Field<UsageSums.Bucket> asked =
                request.query().choice("bucket", List.of(UsageSums.Bucket.values()), ReportRoutes::code);
        Field<UsageSums.Group> group = request.query()
                .choice(
                        "group_by",
                        List.of(
                                UsageSums.Group.MODEL,
                                UsageSums.Group.FEATURE,
                                UsageSums.Group.KEY,
                                UsageSums.Group.USER),
                        ReportRoutes::code);
        Field<Instant> from = request.query().time("from");
        Field<Instant> to = request.query().time("to");
        Admission admission = request.admit();
        String id = request.path("id");
        Accounts.Standing standing = asking.upToDate(admission.caller(), id);
        UsageSums.Bucket bucket = asked.or(UsageSums.Bucket.DAY);
        Duration usual = Check.present(USUAL.get(bucket), "the usual span");
        Instant end = to.optional().orElse(standing.now());
        Instant start = from.optional().orElseGet(() -> end.minus(usual));
        refuseIfTooLong(bucket, start, end);
        Account account = standing.account();
        UsageSums.Group by = group.or(UsageSums.Group.NONE);
        List<UsageSum> found = sums.of(
                account.number(),
                account.zone(),
                bucket,
                by,
                start,
                to.optional().orElse(null));
        return Answer.ok(out -> {
            out.object()
                    .text("object", "usage")
                    .text("account", id)
                    .text("bucket", code(bucket))
                    .text("group_by", by == UsageSums.Group.NONE ? null : code(by))
                    .text("time_zone", account.zone().getId())
                    .time("from", start)
                    .time("to", end)
                    .array("data");
            found.forEach(sum -> write(out, by, account.number(), sum));
            out.end().end();
        });
    }

    private static void refuseIfTooLong(UsageSums.Bucket bucket, Instant start, Instant end) {
        Duration longest = Check.present(LONGEST.get(bucket), "the longest span");
        if (Duration.between(start, end).compareTo(longest) > 0) {
            throw new Refused(Problem.invalidField(
                    "from", "is more than " + longest.toDays() + " days before `to`, the most for such buckets"));
        }
    }

    private void write(JsonOut out, UsageSums.Group by, AccountNumber account, UsageSum sum) {
        out.object().time("start", sum.start());
        if (by != UsageSums.Group.NONE) {
            String group = sum.group();
            boolean isKey = by == UsageSums.Group.KEY && group != null;
            out.text(
                    code(by),
                    isKey ? asking.ids().write(ObjectIds.Kind.GATEWAY_KEY, account, Long.parseLong(group)) : group);
        }
        writeSums(out, sum);
        out.end();
    }

    private static void writeSums(JsonOut out, UsageSum sum) {
        out.count("calls", sum.calls())
                .count("input_tokens", sum.inputTokens())
                .count("output_tokens", sum.outputTokens())
                .sum("amount", sum.amount())
                .sum("reversed", sum.reversed())
                .sum("uncollected", sum.uncollected());
    }

    private static String code(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private Answer statement(Request request) {
        Admission admission = request.admit();
        String id = request.path("id");
        YearMonth month = month(request.path("month"));
        Accounts.Standing standing = asking.upToDate(admission.caller(), id);
        Account account = standing.account();
        ZoneId zone = account.zone();
        Instant from = month.atDay(1).atStartOfDay(zone).toInstant();
        Instant to = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
        if (from.isAfter(standing.now()) || !to.isAfter(account.createdAt())) {
            throw Asking.notFound();
        }
        Totals totals = totals(account.number(), from, to);
        List<UsageSum> byModel = sums.of(account.number(), zone, UsageSums.Bucket.DAY, UsageSums.Group.MODEL, from, to);
        return Answer.ok(out -> {
            out.object()
                    .text("object", "statement")
                    .text("account", id)
                    .text("month", month.toString())
                    .text("time_zone", zone.getId())
                    .time("from", from)
                    .time("to", to)
                    .flag("closed", !to.isAfter(standing.now()))
                    .text("currency", AccountShape.CURRENCY)
                    .amount("opening_balance", totals.opening)
                    .amount("closing_balance", totals.closing)
                    // Prices and top-ups are gross amounts; the member is there so that tax can come.
                    .amount("tax", Amount.ZERO);
            totals.write(out);
            writeByModel(out, byModel);
            out.end();
        });
    }

    private static YearMonth month(String text) {
        try {
            if (text.matches("\\d{4}-\\d{2}")) {
                return YearMonth.parse(text);
            }
        } catch (DateTimeException e) {
            throw new Refused(Problem.invalidField("month", "is no month"));
        }
        throw new Refused(Problem.invalidField("month", "must be a month such as 2026-01"));
    }

    private static void writeByModel(JsonOut out, List<UsageSum> days) {
        Map<String, UsageSum> models = new TreeMap<>();
        days.forEach(day -> models.merge(String.valueOf(day.group()), day, UsageSum::plus));
        out.array("usage");
        for (UsageSum model : models.values()) {
            out.object().text("model", model.group());
            writeSums(out, model);
            out.end();
        }
        out.end();
    }

    /** A month's rows, added up by their type. */
    private static final class Totals {
        private record Sum(long count, BigDecimal amount) {}

        private final Map<TransactionType, Sum> byType = new EnumMap<>(TransactionType.class);
        private Amount opening = Amount.ZERO;
        private Amount closing = Amount.ZERO;

        private void add(Transaction row) {
            if (byType.isEmpty()) {
                opening = row.balanceAfter().minus(row.amount());
            }
            closing = row.balanceAfter();
            byType.merge(
                    row.type(),
                    new Sum(1, row.amount().decimal()),
                    (one, other) -> new Sum(one.count + other.count, one.amount.add(other.amount)));
        }

        private void write(JsonOut out) {
            out.array("totals");
            byType.forEach((type, sum) -> out.object()
                    .text("type", type.code())
                    .count("count", sum.count)
                    .sum("amount", sum.amount)
                    .end());
            out.end();
        }
    }

    private Totals totals(AccountNumber account, Instant from, Instant to) {
        Totals totals = new Totals();
        TransactionStream rows =
                history.export(account, new TransactionFilter(null, null, null, null, from, to, new TreeMap<>()));
        if (!rows.hasNext()) {
            Balance balance = balances.at(account, from).orElseThrow(Asking::notFound);
            totals.opening = balance.total().minus(balance.owed());
            totals.closing = totals.opening;
        }
        rows.forEachRemaining(totals::add);
        return totals;
    }
}

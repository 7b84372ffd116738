package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Statement;
import dev.florin.server.storage.Statements;
import dev.florin.server.storage.UsageSum;
import dev.florin.server.storage.UsageSums;
import dev.florin.server.web.documents.StatementHead;
import dev.florin.server.web.documents.StatementPdf;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.MediaTypes;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was used, added up for charts, and the statement of a month. Thread-safe. */
final class ReportRoutes {
    /** A chart has no more points than a screen has pixels: 31 days of hours, 400 days of days. */
    private static final Map<UsageSums.Bucket, Duration> LONGEST =
            Map.of(UsageSums.Bucket.HOUR, Duration.ofDays(31), UsageSums.Bucket.DAY, Duration.ofDays(400));

    /** What is shown where nobody says how much. */
    private static final Map<UsageSums.Bucket, Duration> USUAL =
            Map.of(UsageSums.Bucket.HOUR, Duration.ofDays(2), UsageSums.Bucket.DAY, Duration.ofDays(31));

    private final Asking asking;
    private final Customers customers;
    private final UsageSums sums;
    private final Statements statements;
    private final MailSettings.Seller seller;

    ReportRoutes(
            Asking asking, Customers customers, UsageSums sums, Statements statements, MailSettings.Seller seller) {
        this.asking = asking;
        this.customers = customers;
        this.sums = sums;
        this.statements = statements;
        this.seller = seller;
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
        boolean onPaper = prefersPdf(request.header("Accept").orElse(""));
        Admission admission = request.admit();
        String id = request.path("id");
        YearMonth month = month(request.path("month"));
        Accounts.Standing standing = asking.upToDate(admission.caller(), id);
        Account account = standing.account();
        Customers.Customer customer = customers.of(account.number()).orElseThrow(Asking::notFound);
        StatementHead head =
                new StatementHead(seller, id, customer.name(), customer.email(), month, account.zone(), standing.now());
        if (head.from().isAfter(standing.now()) || !head.to().isAfter(account.createdAt())) {
            throw Asking.notFound();
        }
        Statement sums = statements.of(account.number(), account.zone(), head.from(), head.to());
        return onPaper
                ? Answer.bytes(200, MediaTypes.PDF, StatementPdf.of(head, sums))
                        .with("Content-Disposition", "inline; filename=\"statement-" + month + ".pdf\"")
                : Answer.ok(out -> write(out, head, sums));
    }

    /** Whether a client names PDF, and nothing that it would rather have. */
    private static boolean prefersPdf(String accept) {
        double pdf = 0;
        double json = 0;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.toLowerCase(Locale.ROOT).replace(" ", "").split(";", -1);
            if (parts[0].equals(MediaTypes.PDF)) {
                pdf = quality(parts);
            } else if (parts[0].equals(MediaTypes.JSON)) {
                json = quality(parts);
            }
        }
        return pdf > 0 && pdf >= json;
    }

    private static double quality(String[] parts) {
        for (String part : parts) {
            if (part.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
                return Double.parseDouble(part.substring(2));
            }
        }
        return 1;
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

    private static void write(JsonOut out, StatementHead head, Statement sums) {
        out.object()
                .text("object", "statement")
                .text("account", head.account())
                .text("month", head.month().toString())
                .text("time_zone", head.zone().getId())
                .time("from", head.from())
                .time("to", head.to())
                .flag("closed", head.isClosed())
                .text("currency", AccountShape.CURRENCY)
                .amount("opening_balance", sums.opening())
                .amount("closing_balance", sums.closing())
                // Prices and top-ups are gross amounts; the member is there so that tax can come.
                .amount("tax", Amount.ZERO)
                .array("totals");
        sums.totals()
                .forEach(sum -> out.object()
                        .text("type", sum.type().code())
                        .count("count", sum.count())
                        .sum("amount", sum.amount())
                        .end());
        out.end().array("usage");
        for (UsageSum model : sums.usage()) {
            out.object().text("model", model.group());
            writeSums(out, model);
            out.end();
        }
        out.end().end();
    }
}

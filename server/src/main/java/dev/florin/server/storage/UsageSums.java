package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what an account used, for charts.
 *
 * <p>The database adds up quarters of an hour, and days and hours are put together from them here, by the same rules for time
 * zones that limits count by: every offset from UTC that is in use is a whole number of quarters. Thread-safe.
 */
public final class UsageSums {
    private static final int QUARTER_SECONDS = 900;
    private static final int ROWS_AT_ONCE = 5_000;

    private final Database database;
    private final History history;

    public UsageSums(Database database) {
        this.database = database;
        this.history = new History(database);
    }

    /** How long the sums are. */
    public enum Bucket {
        HOUR,
        /** From midnight to midnight in the account's time zone. */
        DAY
    }

    /** What is added up apart. */
    public enum Group {
        NONE("none"),
        MODEL("model"),
        FEATURE("feature"),
        KEY("key"),
        USER("user");

        private final String code;

        Group(String code) {
            this.code = code;
        }
    }

    private static final String SUMS = """
            SELECT floor(extract(epoch FROM t.created_at) / ?)::bigint AS quarter,
                   CASE ? WHEN 'model' THEN t.model WHEN 'feature' THEN t.feature
                          WHEN 'key' THEN nullif(t.key_no, 0)::text WHEN 'user' THEN t.user_ END AS part,
                   count(*), coalesce(sum(t.input_tokens), 0)::bigint, coalesce(sum(t.output_tokens), 0)::bigint,
                   -sum(t.amount), coalesce(sum(r.amount), 0), coalesce(sum(t.uncollected), 0)
              FROM transaction_ t
              LEFT JOIN (SELECT r.reverses, sum(r.amount) AS amount FROM transaction_ r
                          WHERE r.bucket = ? AND r.account_no = ? AND r.reverses BETWEEN ? AND ?
                          GROUP BY r.reverses) r ON r.reverses = t.sequence
             WHERE t.bucket = ? AND t.account_no = ? AND t.sequence BETWEEN ? AND ?
               AND (t.type = 'charge' OR (t.type = 'not_charged' AND (t.input_tokens IS NOT NULL OR t.uncollected > 0)))
             GROUP BY quarter, part ORDER BY quarter\
            """;

    /**
     * What was used from {@code from} until before {@code to}, by time and then by group. Hours and days without use are left
     * out.
     *
     * @param zone the account's time zone
     */
    public List<UsageSum> of(
            AccountNumber account,
            ZoneId zone,
            Bucket bucket,
            Group group,
            @Nullable Instant from,
            @Nullable Instant to) {
        Map<Place, UsageSum> sums = new HashMap<>();
        try (Connection connection = database.openSnapshot()) {
            History.Span span = history.span(connection, account, from, to);
            try (PreparedStatement statement = connection.prepareStatement(SUMS)) {
                bind(statement, account, group, span);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        UsageSum sum = sum(row, zone, bucket);
                        sums.merge(new Place(sum.start(), sum.group()), sum, UsageSum::plus);
                    }
                }
            }
            connection.rollback();
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
        List<UsageSum> sorted = new ArrayList<>(sums.values());
        sorted.sort(Comparator.comparing(UsageSum::start)
                .thenComparing(UsageSum::group, Comparator.nullsLast(Comparator.naturalOrder())));
        return List.copyOf(sorted);
    }

    private record Place(Instant start, @Nullable String group) {}

    private static void bind(PreparedStatement statement, AccountNumber account, Group group, History.Span span)
            throws SQLException {
        statement.setFetchSize(ROWS_AT_ONCE);
        statement.setInt(1, QUARTER_SECONDS);
        statement.setString(2, group.code);
        for (int place = 3; place <= 7; place += 4) {
            statement.setShort(place, (short) account.bucket());
            statement.setLong(place + 1, account.number());
            statement.setLong(place + 2, span.low());
            statement.setLong(place + 3, span.high());
        }
    }

    private static UsageSum sum(ResultSet row, ZoneId zone, Bucket bucket) throws SQLException {
        ZonedDateTime quarter =
                Instant.ofEpochSecond(row.getLong(1) * QUARTER_SECONDS).atZone(zone);
        ZonedDateTime start = switch (bucket) {
            case HOUR -> quarter.truncatedTo(ChronoUnit.HOURS);
            case DAY -> quarter.toLocalDate().atStartOfDay(zone);
        };
        return new UsageSum(
                start.toInstant(),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                dollars(row, 6),
                dollars(row, 7),
                dollars(row, 8));
    }

    private static BigDecimal dollars(ResultSet row, int column) throws SQLException {
        return row.getBigDecimal(column).movePointLeft(Amount.DECIMALS);
    }
}

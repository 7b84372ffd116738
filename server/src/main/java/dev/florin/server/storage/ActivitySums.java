package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened to an account, added up by hours and by everything that a page can filter by: days of any time zone, groups and
 * tiles are put together from it.
 *
 * <p>Rows never change, so what was added up once is remembered, and only what came since is read again: see {@link KeptSums}.
 * Thread-safe.
 */
public final class ActivitySums {
    private static final int HOUR_SECONDS = 3_600;

    /** Where days begin at half past, or at a quarter to. */
    private static final int QUARTER_SECONDS = 900;

    private final Database database;
    private final History history;
    private final KeptSums kept = new KeptSums();

    public ActivitySums(Database database) {
        this.database = database;
        this.history = new History(database);
    }

    private static final String SUMS = """
            SELECT date_bin(? * interval '1 second', t.created_at, timestamptz 'epoch'), t.type, t.model, t.feature,
                   coalesce(t.key_no, 0), count(*), sum(t.amount)
              FROM transaction_ t
             WHERE t.bucket = ? AND t.account_no = ? AND t.sequence BETWEEN ? AND ?
             GROUP BY 1, 2, 3, 4, 5\
            """;

    /**
     * What happened from {@code from}, the beginning of an hour, until now.
     *
     * @param zone the account's: where its days begin at full hours, the sums are of hours, else of quarters
     */
    public List<ActivitySum> of(AccountNumber account, ZoneId zone, Instant from) {
        try (Connection connection = database.openForReading()) {
            long last = TimeSearch.lastSequence(connection, account);
            int seconds = beginsAtFullHours(zone.getRules(), from) ? HOUR_SECONDS : QUARTER_SECONDS;
            KeptSums.Sums known = kept.find(account, seconds, from)
                    .orElse(new KeptSums.Sums(seconds, from, firstAt(connection, account, from) - 1, List.of()));
            if (known.through() < last) {
                History.Span rest = new History.Span(known.through() + 1, last);
                known = known.with(read(connection, account, seconds, rest), last);
                kept.keep(account, known);
            }
            return known.since(from);
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    private long firstAt(Connection connection, AccountNumber account, Instant from) throws SQLException {
        return history.span(connection, account, from, null).low();
    }

    private static boolean beginsAtFullHours(ZoneRules rules, Instant from) {
        boolean full = rules.getOffset(from).getTotalSeconds() % HOUR_SECONDS == 0;
        ZoneOffsetTransition next = rules.nextTransition(from);
        // Two a year at most, and rules end some years ahead.
        for (int i = 0; full && next != null && i < MOST_TRANSITIONS; i++) {
            full = next.getOffsetAfter().getTotalSeconds() % HOUR_SECONDS == 0;
            next = rules.nextTransition(next.getInstant());
        }
        return full;
    }

    /** Ten years of them: longer ago, a quarter of an hour more or less moves nothing. */
    private static final int MOST_TRANSITIONS = 20;

    private static List<ActivitySum> read(Connection connection, AccountNumber account, int seconds, History.Span span)
            throws SQLException {
        return Database.all(
                connection,
                SUMS,
                ActivitySums::sum,
                seconds,
                (short) account.bucket(),
                account.number(),
                span.low(),
                span.high());
    }

    private static ActivitySum sum(ResultSet row) throws SQLException {
        return new ActivitySum(
                Columns.instant(row, 1),
                TransactionType.ofCode(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getBigDecimal(7).movePointLeft(Amount.DECIMALS));
    }

    private static final String REVERSED = """
            SELECT t.reverses, t.sequence, t.amount FROM transaction_ t
             WHERE t.bucket = ? AND t.account_no = ? AND t.reverses = ANY (?) ORDER BY t.sequence\
            """;

    /**
     * Credit given back of a charge.
     *
     * @param charge its sequence
     * @param reversal the sequence of the row that gave it back
     */
    public record Reversal(long charge, long reversal, Amount amount) {}

    /** What was given back of charges, by the sequence of the charge; those of which nothing was are left out. */
    public Map<Long, List<Reversal>> reversals(AccountNumber account, List<Long> charges) {
        if (charges.isEmpty()) {
            return Map.of();
        }
        Map<Long, List<Reversal>> byCharge = new TreeMap<>();
        database.all(
                        REVERSED,
                        row -> new Reversal(row.getLong(1), row.getLong(2), Amount.ofNanos(row.getLong(3))),
                        (short) account.bucket(),
                        account.number(),
                        charges.toArray(Long[]::new))
                .forEach(each -> byCharge.computeIfAbsent(each.charge, unseen -> new ArrayList<>())
                        .add(each));
        return byCharge;
    }
}

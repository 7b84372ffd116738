package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.LimitWatch;
import dev.florin.core.purchases.Announcement.Event;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which share of its limits, and of those of its gateway keys, the customer of each account was told of. Thread-safe. */
public final class LimitWatches {
    private final Database database;

    public LimitWatches(Database database) {
        this.database = database;
    }

    private static final String USES = "SELECT " + Columns.LIMIT_USE
            + " FROM limit_use u WHERE u.bucket = ? AND u.account_no = ? AND (u.start >= ? OR u.period = 'total')";

    /** What is used of the limits of an account and its keys in periods that began at {@code since} or later, or never end. */
    public List<LimitUse> uses(AccountNumber account, Instant since) {
        return database.all(
                USES, Columns::limitUse, (short) account.bucket(), account.number(), LockedRecords.utc(since));
    }

    private static final String KEYS = "SELECT " + GatewayKeys.COLUMNS + """
              FROM gateway_key g WHERE g.bucket = ? AND g.account_no = ? AND g.revoked_at IS NULL
               AND coalesce(g.limit_day, g.limit_week, g.limit_month, g.limit_total) IS NOT NULL\
            """;

    /** The keys of an account that have limits. */
    public List<GatewayKey> keys(AccountNumber account) {
        return database.all(KEYS, GatewayKeys::read, (short) account.bucket(), account.number());
    }

    /**
     * A limit.
     *
     * @param key the gateway key that has it; 0 = the account
     */
    public record Watched(long key, Period period) {}

    private static final String OF = """
            SELECT l.key_no, l.period, l.start, l.limit_, l.percent
              FROM limit_watch l WHERE l.bucket = ? AND l.account_no = ?\
            """;

    /** What was told of an account's limits and those of its keys. */
    public Map<Watched, LimitWatch> of(AccountNumber account) {
        Map<Watched, LimitWatch> told = new HashMap<>();
        database.all(
                OF,
                row -> told.put(
                        new Watched(
                                row.getLong(1), Period.valueOf(row.getString(2).toUpperCase(Locale.ROOT))),
                        new LimitWatch(Columns.instant(row, 3), Amount.ofNanos(row.getLong(4)), row.getInt(5))),
                (short) account.bucket(),
                account.number());
        return told;
    }

    private static final String PUT = """
            INSERT INTO limit_watch AS l (bucket, account_no, key_no, period, start, limit_, percent)
            VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT ON CONSTRAINT limit_watch_pk DO UPDATE
               SET start = excluded.start, limit_ = excluded.limit_, percent = excluded.percent
             WHERE (l.start, l.limit_) IS DISTINCT FROM (excluded.start, excluded.limit_) OR l.percent < excluded.percent\
            """;

    /** Announces a share of a limit, once in its period however many processes see it. */
    public void tell(AccountNumber account, Watched limit, LimitWatch watch, Instant at) {
        database.change(connection -> {
            int changed = Database.update(
                    connection,
                    PUT,
                    (short) account.bucket(),
                    account.number(),
                    limit.key,
                    limit.period.code(),
                    LockedRecords.utc(watch.start()),
                    watch.limit().nanos(),
                    watch.percent());
            if (changed > 0) {
                boolean reached = watch.percent() == LimitWatch.REACHED;
                String subject =
                        limit.period.code() + " " + watch.percent() + (limit.key == 0 ? "" : " key " + limit.key);
                Outbox.announce(
                        connection,
                        account,
                        reached ? Event.LIMIT_REACHED : Event.LIMIT_WARNING,
                        watch.percent(),
                        subject,
                        at);
            }
            return changed;
        });
    }
}

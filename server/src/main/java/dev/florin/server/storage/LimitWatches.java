package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.LimitWatch;
import dev.florin.core.purchases.Announcement.Event;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which share of its limits each account was told of. Thread-safe. */
public final class LimitWatches {
    private final Database database;

    public LimitWatches(Database database) {
        this.database = database;
    }

    private static final String USES = "SELECT " + Columns.LIMIT_USE
            + " FROM limit_use u WHERE u.bucket = ? AND u.account_no = ? AND u.key_no = 0 AND u.start >= ?";

    /** What is used of an account's limits in periods that began at {@code since} or later. */
    public List<LimitUse> uses(AccountNumber account, Instant since) {
        return database.all(
                USES, Columns::limitUse, (short) account.bucket(), account.number(), LockedRecords.utc(since));
    }

    private static final String OF = """
            SELECT l.start, l.limit_, l.percent
              FROM limit_watch l WHERE l.bucket = ? AND l.account_no = ? AND l.key_no = 0 AND l.period = ?\
            """;

    public Optional<LimitWatch> find(AccountNumber account, Period period) {
        return database.first(
                OF,
                row -> new LimitWatch(Columns.instant(row, 1), Amount.ofNanos(row.getLong(2)), row.getInt(3)),
                (short) account.bucket(),
                account.number(),
                period.code());
    }

    private static final String PUT = """
            INSERT INTO limit_watch AS l (bucket, account_no, key_no, period, start, limit_, percent)
            VALUES (?, ?, 0, ?, ?, ?, ?)
                ON CONFLICT ON CONSTRAINT limit_watch_pk DO UPDATE
               SET start = excluded.start, limit_ = excluded.limit_, percent = excluded.percent
             WHERE (l.start, l.limit_) IS DISTINCT FROM (excluded.start, excluded.limit_) OR l.percent < excluded.percent\
            """;

    /** Announces a share of a limit, once in its period however many processes see it. */
    public void tell(AccountNumber account, Period period, LimitWatch watch, Instant at) {
        database.change(connection -> {
            int changed = Database.update(
                    connection,
                    PUT,
                    (short) account.bucket(),
                    account.number(),
                    period.code(),
                    LockedRecords.utc(watch.start()),
                    watch.limit().nanos(),
                    watch.percent());
            if (changed > 0) {
                boolean reached = watch.percent() == LimitWatch.REACHED;
                String subject = period.name().toLowerCase(Locale.ROOT) + " " + watch.percent();
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

package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.notices.BalanceWatch;
import dev.florin.core.notices.MailKind;
import dev.florin.core.notices.NoticeKind;
import dev.florin.core.notices.UnusualDay;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What pages tell a customer at their top. Which notices are open follows from how the account stands, never from the order in
 * which something was heard: {@link #follow} opens what is missing and ends what is over. Thread-safe.
 */
public final class Notices {
    /** A card that expires is told of so long before. */
    public static final Duration CARD_BEFORE = Duration.ofDays(30);

    /** Ended ones are kept so long. */
    private static final Duration KEPT = Duration.ofDays(90);

    private final Database database;

    public Notices(Database database) {
        this.database = database;
    }

    /**
     * A notice.
     *
     * @param subject what it is about: the number of a top-up or dispute, why auto-recharge is paused, when Pro or a card ends
     * @param seenAt when the customer put it away; absent = never
     */
    public record Notice(
            long number,
            NoticeKind kind,
            String subject,
            Instant createdAt,
            @Nullable Instant seenAt) {}

    private static final String OPEN = """
            SELECT n.notice_no, n.kind, n.subject, n.created_at, n.seen_at
              FROM notice n WHERE n.bucket = ? AND n.account_no = ? AND n.ended_at IS NULL\
            """;

    /** Those that are open, the most severe first: at most one of a kind. */
    public List<Notice> open(AccountNumber account) {
        return database.all(OPEN, Notices::notice, (short) account.bucket(), account.number()).stream()
                .sorted(Comparator.comparing(Notice::kind))
                .toList();
    }

    private static Notice notice(ResultSet row) throws SQLException {
        return new Notice(
                row.getLong(1),
                NoticeKind.ofCode(row.getString(2)),
                row.getString(3),
                Columns.instant(row, 4),
                Columns.time(row, 5));
    }

    private static final String SEE = """
            UPDATE notice SET seen_at = (SELECT clock_timestamp() + k.offset_micros * interval '1 microsecond' FROM clock k)
             WHERE bucket = ? AND account_no = ? AND notice_no = ? AND seen_at IS NULL\
            """;

    /** The customer has put it away; it ends when what it tells is over. */
    public void see(AccountNumber account, long number) {
        database.change(
                connection -> Database.update(connection, SEE, (short) account.bucket(), account.number(), number));
    }

    /** Opens and ends the notices of an account by how it stands now. */
    public void follow(AccountNumber account) {
        database.change(connection -> {
            follow(connection, account);
            return true;
        });
    }

    /* One at a time for an account; who waited reads what the other has done. */
    private static final String ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('notice ' || ?, 0))";

    /** When the month of expiry is over, a card has expired. */
    private static final String CARD_ENDS =
            "make_timestamptz(c.exp_year, c.exp_month, 1, 0, 0, 0, 'UTC') + interval '1 month'";

    private static final String STANDING = """
            SELECT (SELECT min(u.top_up_no) FROM top_up u WHERE u.bucket = a.bucket AND u.account_no = a.account_no
                       AND u.state = 'requires_confirmation'),
                   (SELECT r.pause FROM recharge r WHERE r.bucket = a.bucket AND r.account_no = a.account_no AND r.enabled),
                   (SELECT r.soft_declines FROM recharge r WHERE r.bucket = a.bucket AND r.account_no = a.account_no
                       AND r.enabled AND r.pause IS NULL AND r.soft_declines > 0),
                   a.owed > 0,
                   (SELECT min(d.dispute_no) FROM dispute d WHERE d.bucket = a.bucket AND d.account_no = a.account_no
                       AND d.state = 'open'),
                   (SELECT min(s.cancel_at) FROM subscription s WHERE s.bucket = a.bucket AND s.account_no = a.account_no
                       AND s.cancel_at > n.now AND s.status IN ('active', 'trialing', 'past_due')),
                   (SELECT min(""" + CARD_ENDS + """
            ) FROM payment_card c WHERE c.bucket = a.bucket AND c.account_no = a.account_no
                       AND c.is_default AND\s""" + CARD_ENDS + """
             < n.now + ? * interval '1 second' AND EXISTS
                           (SELECT FROM recharge r WHERE r.bucket = a.bucket AND r.account_no = a.account_no AND r.enabled)),
                   (SELECT l.period || CASE WHEN l.key_no > 0 THEN ' key ' || l.key_no ELSE '' END
                      FROM limit_watch l
                      LEFT JOIN gateway_key g ON g.bucket = l.bucket AND g.account_no = l.account_no
                                             AND g.key_no = l.key_no AND g.revoked_at IS NULL
                     WHERE l.bucket = a.bucket AND l.account_no = a.account_no AND l.percent = 100
                       AND l.limit_ = CASE l.period
                           WHEN 'day' THEN CASE l.key_no WHEN 0 THEN a.limit_day ELSE g.limit_day END
                           WHEN 'week' THEN CASE l.key_no WHEN 0 THEN a.limit_week ELSE g.limit_week END
                           WHEN 'month' THEN CASE l.key_no WHEN 0 THEN a.limit_month ELSE g.limit_month END
                           ELSE g.limit_total END
                       AND (l.period = 'total' OR l.start > n.now - CASE l.period WHEN 'day' THEN interval '1 day'
                           WHEN 'week' THEN interval '7 days' ELSE interval '1 month' END)
                     ORDER BY l.key_no, l.period DESC LIMIT 1),
                   a.deleted, n.now, a.time_zone
              FROM account a
             CROSS JOIN (SELECT clock_timestamp() + k.offset_micros * interval '1 microsecond' AS now FROM clock k) AS n
             WHERE a.bucket = ? AND a.account_no = ?\
            """;

    /** What is to be told of an account now. */
    private record Standing(Map<NoticeKind, String> told, boolean deleted, Instant now, String day) {}

    /** What {@link #STANDING} answers, in its order. */
    private static Standing standing(ResultSet row) throws SQLException {
        Map<NoticeKind, String> told = new EnumMap<>(NoticeKind.class);
        put(told, NoticeKind.PAYMENT_CONFIRMATION, row.getString(1));
        put(told, NoticeKind.RECHARGE_PAUSED, row.getString(2));
        put(told, NoticeKind.RECHARGE_DECLINED, row.getString(3));
        put(told, NoticeKind.AMOUNT_OWED, row.getBoolean(4) ? "" : null);
        put(told, NoticeKind.DISPUTE_OPEN, row.getString(5));
        put(told, NoticeKind.PRO_ENDS, text(Columns.time(row, 6)));
        put(told, NoticeKind.CARD_EXPIRES, text(Columns.time(row, 7)));
        put(told, NoticeKind.LIMIT_REACHED, row.getString(8));
        Instant now = Columns.instant(row, 10);
        String day = LocalDate.ofInstant(now, ZoneId.of(row.getString(11))).toString();
        return new Standing(told, row.getBoolean(9), now, day);
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static void put(Map<NoticeKind, String> told, NoticeKind kind, @Nullable String subject) {
        if (subject != null) {
            told.put(kind, subject);
        }
    }

    private static final String END =
            "UPDATE notice SET ended_at = ? WHERE bucket = ? AND account_no = ? AND notice_no = ?";

    private static final String ADD =
            "INSERT INTO notice (bucket, account_no, kind, subject, created_at) VALUES (?, ?, ?, ?, ?)";

    static void follow(Connection connection, AccountNumber account) throws SQLException {
        short bucket = (short) account.bucket();
        Database.all(connection, ALONE, _ -> true, Long.toString(account.number()));
        Optional<Standing> found = Database.all(
                        connection, STANDING, Notices::standing, CARD_BEFORE.toSeconds(), bucket, account.number())
                .stream()
                .findFirst();
        if (found.isEmpty()) {
            return;
        }
        Standing standing = found.get();
        Map<NoticeKind, String> told = standing.told();
        NoticeKind balance = BalanceWatches.watch(connection, account)
                .map(BalanceWatch::shown)
                .orElse(null);
        if (balance != null) {
            told.put(balance, "");
        }
        if (standing.deleted()) {
            told.clear();
        }
        Object now = LockedRecords.utc(standing.now());
        for (Notice open : Database.all(connection, OPEN, Notices::notice, bucket, account.number())) {
            if (open.subject().equals(told.get(open.kind()))) {
                told.remove(open.kind());
            } else if (!lasts(open, standing)) {
                Database.update(connection, END, now, bucket, account.number(), open.number());
            }
        }
        for (Map.Entry<NoticeKind, String> missing : told.entrySet()) {
            Database.update(
                    connection, ADD, bucket, account.number(), missing.getKey().code(), missing.getValue(), now);
        }
    }

    /** An unusual day is told until it is over. */
    private static boolean lasts(Notice open, Standing standing) {
        return open.kind() == NoticeKind.UNUSUAL_DAY
                && !standing.deleted
                && open.subject().startsWith(standing.day + " ");
    }

    private static final String ADD_DAY = """
            INSERT INTO notice (bucket, account_no, kind, subject, created_at)
            SELECT d.bucket, d.account_no, d.kind, d.subject,
                   (SELECT clock_timestamp() + k.offset_micros * interval '1 microsecond' FROM clock k)
              FROM (SELECT ?::smallint AS bucket, ?::bigint AS account_no, ?::text AS kind, ?::text AS subject) AS d
             WHERE NOT EXISTS (SELECT FROM notice n WHERE n.bucket = d.bucket AND n.account_no = d.account_no
                                  AND n.kind = d.kind AND split_part(n.subject, ' ', 1) = split_part(d.subject, ' ', 1))\
            """;

    /** Opens the notice of an unusual day, and has it mailed: once, however much more is spent on it. */
    public void tell(AccountNumber account, UnusualDay day) {
        String kind = NoticeKind.UNUSUAL_DAY.code();
        database.change(connection -> {
            follow(connection, account); // the day before ends, and nobody else is at it
            short bucket = (short) account.bucket();
            if (Database.update(connection, ADD_DAY, bucket, account.number(), kind, day.subject()) == 0) {
                return false;
            }
            Mails.add(
                    connection,
                    account,
                    new Outbox.MailDraft("unusual " + day.day(), MailKind.UNUSUAL_DAY, day.subject()));
            return true;
        });
    }

    /* What ends, or begins, without anything being announced: by a clock, or at Stripe. */
    private static final String BY_THEMSELVES = """
            SELECT x.bucket, x.account_no FROM (
                SELECT n.bucket, n.account_no FROM notice n WHERE n.ended_at IS NULL
                   AND n.kind NOT IN ('balance_low', 'balance_very_low', 'balance_empty')
                UNION
                SELECT s.bucket, s.account_no FROM subscription s
                 WHERE s.cancel_at IS NOT NULL AND s.status IN ('active', 'trialing', 'past_due')
                UNION
                SELECT c.bucket, c.account_no FROM payment_card c CROSS JOIN clock k
                 WHERE c.is_default AND c.exp_year IS NOT NULL AND\s""" + CARD_ENDS + """
             < clock_timestamp() + k.offset_micros * interval '1 microsecond' + ? * interval '1 second') AS x
             WHERE x.account_no > ? ORDER BY x.account_no LIMIT ?\
            """;

    /** Accounts whose notices may begin or end by themselves, in their order. */
    public List<AccountNumber> byThemselves(long after, int limit) {
        return database.all(
                BY_THEMSELVES,
                row -> new AccountNumber(row.getInt(1), row.getLong(2)),
                CARD_BEFORE.toSeconds(),
                after,
                limit);
    }

    private static final String EXPIRING = """
            SELECT c.bucket, c.account_no, c.card_id, n.ends, n.now
              FROM payment_card c
              JOIN recharge r ON r.bucket = c.bucket AND r.account_no = c.account_no AND r.enabled
             CROSS JOIN LATERAL (SELECT\s""" + CARD_ENDS + """
             AS ends, clock_timestamp() + k.offset_micros * interval '1 microsecond' AS now FROM clock k) AS n
             WHERE c.is_default AND c.exp_year IS NOT NULL AND c.exp_month BETWEEN 1 AND 12
               AND n.ends > n.now AND n.ends < n.now + ? * interval '1 second' AND c.account_no > ?
             ORDER BY c.account_no LIMIT ?\
            """;

    /** A card for automatic charges that expires at {@code ends}. */
    public record Expiring(AccountNumber account, String card, Instant ends, Instant now) {}

    /** The cards for automatic charges that expire soon, in the order of their accounts. */
    public List<Expiring> expiring(long after, int limit) {
        return database.all(
                EXPIRING,
                row -> new Expiring(
                        new AccountNumber(row.getInt(1), row.getLong(2)),
                        row.getString(3),
                        Columns.instant(row, 4),
                        Columns.instant(row, 5)),
                CARD_BEFORE.toSeconds(),
                after,
                limit);
    }

    private static final String FORGET = """
            DELETE FROM notice WHERE (bucket, account_no, notice_no) IN
                (SELECT n.bucket, n.account_no, n.notice_no FROM notice n CROSS JOIN clock k
                  WHERE n.ended_at < clock_timestamp() + k.offset_micros * interval '1 microsecond' - ? * interval '1 second'
                  LIMIT ?)\
            """;

    private static final String FORGET_SETTINGS = """
            DELETE FROM notice_setting s USING account a
             WHERE a.bucket = s.bucket AND a.account_no = s.account_no AND a.deleted\
            """;

    /** Deletes what ended long ago, and what the owners of deleted accounts had chosen. */
    public int forget(int limit) {
        return database.change(connection -> Database.update(connection, FORGET, KEPT.toSeconds(), limit)
                + Database.update(connection, FORGET_SETTINGS));
    }
}

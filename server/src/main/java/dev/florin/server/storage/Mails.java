package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.notices.MailKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * E-mails, each once for its cause, until they are sent. A mail's row is locked while it is sent, so of several processes one
 * sends it, and when that one dies the row is free at once. Thread-safe.
 */
public final class Mails {
    /** Ended ones are kept so long: longer than a card is told to expire before it does. */
    private static final Duration KEPT = Duration.ofDays(400);

    private final Database database;

    public Mails(Database database) {
        this.database = database;
    }

    /**
     * A mail to be sent.
     *
     * @param subject what it is about: a number, or whatever else its kind needs to know
     * @param attempts how often it was tried before
     * @param now of the database, with the offset of a demo
     */
    public record Due(
            long id,
            AccountNumber account,
            MailKind kind,
            String subject,
            int attempts,
            Instant createdAt,
            Instant now) {}

    /** What became of a mail. */
    public sealed interface Result {
        record Sent() implements Result {}

        /** There is nobody to send it to, it is not wanted, or what it tells is over. */
        record Dropped() implements Result {}

        /** It is tried again. */
        record Failed(Duration pause) implements Result {}

        /** It was tried often enough. */
        record Dead() implements Result {}
    }

    private static final String ADD = """
            INSERT INTO mail (bucket, account_no, cause, kind, subject, state, next_at, created_at)
            SELECT ?::smallint, ?::bigint, ?::text, ?::text, ?::text, 'due', n.now, n.now
              FROM (SELECT clock_timestamp() + k.offset_micros * interval '1 microsecond' AS now FROM clock k) AS n
                ON CONFLICT ON CONSTRAINT mail_one_for_a_cause DO NOTHING\
            """;

    static int add(Connection connection, AccountNumber account, Outbox.MailDraft draft) throws SQLException {
        return Database.update(
                connection,
                ADD,
                (short) account.bucket(),
                account.number(),
                draft.cause(),
                draft.kind().code(),
                draft.subject());
    }

    /** Adds mails that nothing was announced for; those of a known cause are there already. */
    public int add(AccountNumber account, List<Outbox.MailDraft> drafts) {
        return database.change(connection -> {
            int added = 0;
            for (Outbox.MailDraft draft : drafts) {
                added += add(connection, account, draft);
            }
            return added;
        });
    }

    private static final String DUE = """
            SELECT m.mail_id
              FROM mail m CROSS JOIN clock k
             WHERE m.state = 'due' AND m.mail_id > ?
               AND (? OR m.next_at <= clock_timestamp() + k.offset_micros * interval '1 microsecond')
             ORDER BY m.mail_id LIMIT ?\
            """;

    /**
     * Mails to be sent, in their order.
     *
     * @param after the last one of the page before
     * @param backingOff also those that are to be tried later
     */
    public List<Long> due(long after, boolean backingOff, int limit) {
        return database.all(DUE, row -> row.getLong(1), after, backingOff, limit);
    }

    private static final String LOCK = """
            SELECT m.mail_id, m.bucket, m.account_no, m.kind, m.subject, m.attempts, m.created_at,
                   clock_timestamp() + k.offset_micros * interval '1 microsecond'
              FROM mail m CROSS JOIN clock k
             WHERE m.mail_id = ? AND m.state = 'due'
               FOR UPDATE OF m\
            """;

    private static final String LOCK_FREE = LOCK + " SKIP LOCKED";

    private static final String END =
            "UPDATE mail SET state = ?, attempts = attempts + 1, ended_at = ? WHERE mail_id = ?";

    private static final String DROP = "UPDATE mail SET state = 'dropped', ended_at = ? WHERE mail_id = ?";

    private static final String LATER = "UPDATE mail SET attempts = attempts + 1, next_at = ? WHERE mail_id = ?";

    /**
     * Sends one mail and writes down what became of it.
     *
     * @param wait whether to wait for a process that is at it
     * @return empty where somebody else has it, or had it
     */
    public Optional<Result> handle(long id, boolean wait, Function<Due, Result> send) {
        return database.change(connection -> {
            List<Due> found = Database.all(connection, wait ? LOCK : LOCK_FREE, Mails::due, id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Due due = found.getFirst();
            Result result = send.apply(due);
            Object now = LockedRecords.utc(due.now());
            switch (result) {
                case Result.Sent _ -> Database.update(connection, END, "sent", now, id);
                case Result.Dead _ -> Database.update(connection, END, "dead", now, id);
                case Result.Dropped _ -> Database.update(connection, DROP, now, id);
                case Result.Failed(Duration pause) ->
                    Database.update(
                            connection, LATER, LockedRecords.utc(due.now().plus(pause)), id);
            }
            return Optional.of(result);
        });
    }

    private static Due due(ResultSet row) throws SQLException {
        return new Due(
                row.getLong(1),
                new AccountNumber(row.getInt(2), row.getLong(3)),
                MailKind.ofCode(row.getString(4)),
                row.getString(5),
                row.getInt(6),
                Columns.instant(row, 7),
                Columns.instant(row, 8));
    }

    private static final String COUNT = "SELECT count(*) FROM mail WHERE state = 'due'";

    /** How many are not sent yet. */
    public long waiting() {
        return database.first(COUNT, row -> row.getLong(1)).orElse(0L);
    }

    private static final String FORGET = """
            DELETE FROM mail WHERE mail_id IN
                (SELECT m.mail_id FROM mail m CROSS JOIN clock k
                  WHERE m.ended_at < clock_timestamp() + k.offset_micros * interval '1 microsecond' - ? * interval '1 second'
                  LIMIT ?)\
            """;

    /** Deletes what ended long ago. */
    public int forget(int limit) {
        return database.change(connection -> Database.update(connection, FORGET, KEPT.toSeconds(), limit));
    }
}

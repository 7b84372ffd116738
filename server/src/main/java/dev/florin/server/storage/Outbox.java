package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.notices.MailKind;
import dev.florin.core.purchases.Announcement.Event;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was announced, until mails and notices are made of it. Thread-safe. */
public final class Outbox {
    private final Database database;

    public Outbox(Database database) {
        this.database = database;
    }

    /**
     * Something that was announced about an account.
     *
     * @param number of the object it is about; 0 for the account itself
     * @param subject what it is about where that has no number
     * @param at one time for all that was announced in one transaction
     */
    public record Announced(
            long id, Event event, long number, @Nullable String subject, Instant at) {}

    /**
     * A mail to be written.
     *
     * @param cause at most one mail of an account has it, for ever
     * @param subject what it is about: a number, or whatever else its kind needs to know
     */
    public record MailDraft(String cause, MailKind kind, String subject) {}

    static void announce(
            Connection connection,
            AccountNumber account,
            Event event,
            long number,
            @Nullable String subject,
            Instant at)
            throws SQLException {
        Database.update(
                connection,
                "INSERT INTO outbox (bucket, account_no, event, number, subject, created_at) VALUES (?, ?, ?, ?, ?, ?)",
                (short) account.bucket(),
                account.number(),
                event.code(),
                number,
                subject,
                LockedRecords.utc(at));
    }

    private static final String ABOUT_ALL = """
            INSERT INTO outbox (event, number, subject, created_at, noticed)
            SELECT ?::text, ?::bigint, ?::text, clock_timestamp() + k.offset_micros * interval '1 microsecond', true
              FROM clock k\
            """;

    /** Announces something that is about no account; no mail and no notice is made of it. */
    static void announce(Connection connection, Event event, long number, String subject) throws SQLException {
        Database.update(connection, ABOUT_ALL, event.code(), number, subject);
    }

    private static final String RECENT = """
            SELECT 1 FROM outbox o CROSS JOIN clock k
             WHERE o.account_no IS NULL AND o.event = ?
               AND o.created_at > clock_timestamp() + k.offset_micros * interval '1 microsecond' - interval '24 hours' LIMIT 1\
            """;

    /** By how much the books are apart, once in 24 hours at most however many processes see it. */
    public void announceDifference(String dollars) {
        database.change(connection -> {
            Database.all(connection, "SELECT s.only_row FROM setting s FOR UPDATE", row -> row.getBoolean(1));
            if (Database.all(connection, RECENT, row -> row.getInt(1), Event.BOOKS_DIFFERENCE.code())
                    .isEmpty()) {
                announce(connection, Event.BOOKS_DIFFERENCE, 0, dollars);
            }
            return true;
        });
    }

    private static final String WAITING = """
            SELECT DISTINCT o.bucket, o.account_no
              FROM outbox o WHERE NOT o.noticed AND o.account_no IS NOT NULL
             ORDER BY o.bucket, o.account_no LIMIT ?\
            """;

    /** Accounts with something that no mails and notices were made of. */
    public List<AccountNumber> waiting(int limit) {
        return database.all(WAITING, row -> new AccountNumber(row.getInt(1), row.getLong(2)), limit);
    }

    private static final String OF = """
            SELECT o.id, o.event, o.number, o.subject, o.created_at
              FROM outbox o WHERE o.bucket = ? AND o.account_no = ? AND NOT o.noticed
             ORDER BY o.id FOR UPDATE\
            """;

    /* By their ids: another one may have come meanwhile, with a lower id too. */
    private static final String NOTICED = "UPDATE outbox SET noticed = true WHERE id = ANY (?)";

    /**
     * Makes mails and notices of everything announced about an account, in its order, in one transaction. Another process that
     * does the same waits, and then finds it done.
     *
     * @return how many announcements there were
     */
    public int notice(AccountNumber account, Function<List<Announced>, List<MailDraft>> mails) {
        return database.change(connection -> {
            short bucket = (short) account.bucket();
            List<Announced> announced = Database.all(connection, OF, Outbox::announced, bucket, account.number());
            if (announced.isEmpty()) {
                return 0;
            }
            for (MailDraft draft : mails.apply(announced)) {
                Mails.add(connection, account, draft);
            }
            Notices.follow(connection, account);
            Long[] ids = announced.stream().map(Announced::id).toArray(Long[]::new);
            Database.update(connection, NOTICED, (Object) ids);
            return announced.size();
        });
    }

    private static Announced announced(ResultSet row) throws SQLException {
        return new Announced(
                row.getLong(1),
                PurchaseColumns.event(row.getString(2)),
                row.getLong(3),
                row.getString(4),
                Columns.instant(row, 5));
    }
}

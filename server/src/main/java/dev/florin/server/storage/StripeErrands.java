package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Request;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe is asked for a customer and moves no credit of itself: the pages to pay or to save a card at, the changes of a
 * subscription or of the usual card. One at a time for an account, in whatever process. Thread-safe.
 */
public final class StripeErrands {
    /** Longer than the few requests that one takes; a process that died at it leaves it to others then. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final Database database;

    public StripeErrands(Database database) {
        this.database = database;
    }

    /**
     * One of them.
     *
     * @param number counts within the account
     * @param what its kind, such as {@code cancel}
     * @param wish the digest of what exactly is wanted
     * @param isDone whether Stripe has done it
     * @param object what it made at Stripe
     * @param url where the customer goes on
     */
    public record Errand(
            AccountNumber account,
            long number,
            String what,
            Digest wish,
            boolean isDone,
            @Nullable String object,
            @Nullable String url) {}

    /** What asking for one comes to. */
    public sealed interface Claim {
        /** Whoever asked is now at it: with the same number where the same was wanted before and never ended. */
        record Ours(Errand errand) implements Claim {}

        /** The same request was done before. */
        record Known(Errand errand) implements Claim {}

        /** The key stands for another request. */
        record Reused() implements Claim {}

        /** Somebody is at this or at another one of the account. */
        record Busy() implements Claim {}
    }

    private static final String ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('errand ' || ?, 0))";

    /**
     * Claims an errand for a minute.
     *
     * @param keyLasts how long Stripe is sure to know a key again: an older errand without an end is not gone on with
     */
    public Claim claim(AccountNumber account, Request request, String what, Digest wish, Duration keyLasts) {
        return database.change(connection -> {
            Database.all(connection, ALONE, row -> 1, account.bucket() + "/" + account.number());
            return claim(connection, account, request, new Wish(what, wish, keyLasts));
        });
    }

    private record Wish(String what, Digest words, Duration keyLasts) {}

    private static Claim claim(Connection connection, AccountNumber account, Request request, Wish wish)
            throws SQLException {
        closeStale(connection, account, wish.keyLasts);
        Optional<Row> keyed = request.key() == null ? Optional.empty() : keyed(connection, account, request.key());
        if (keyed.isPresent() && !keyed.get().fingerprint.equals(request.fingerprint())) {
            return new Claim.Reused();
        }
        if (keyed.isPresent() && keyed.get().errand.isDone()) {
            return new Claim.Known(keyed.get().errand);
        }
        if (!Database.all(connection, BUSY, row -> 1, (short) account.bucket(), account.number())
                .isEmpty()) {
            return new Claim.Busy();
        }
        Optional<Row> open = keyed.isPresent() ? keyed : open(connection, account, wish);
        if (open.isPresent()) {
            lease(connection, open.get().errand, request);
            return new Claim.Ours(open.get().errand);
        }
        return new Claim.Ours(add(connection, account, request, wish));
    }

    /** What is known of a request that was done before, or whose key stands for another; empty where it is new. */
    public Optional<Claim> known(AccountNumber account, Request request) {
        Digest key = request.key();
        if (key == null) {
            return Optional.empty();
        }
        return database.first(KEYED, StripeErrands::row, (short) account.bucket(), account.number(), key.bytes())
                .filter(row -> row.errand.isDone() || !row.fingerprint.equals(request.fingerprint()))
                .map(row -> row.fingerprint.equals(request.fingerprint())
                        ? new Claim.Known(row.errand)
                        : new Claim.Reused());
    }

    private record Row(Errand errand, Digest fingerprint) {}

    private static final String COLUMNS =
            "e.bucket, e.account_no, e.errand_no, e.what, e.wish, e.state = 'done', e.object_id, e.url, e.fingerprint";

    private static Row row(ResultSet row) throws SQLException {
        Errand errand = new Errand(
                new AccountNumber(row.getInt(1), row.getLong(2)),
                row.getLong(3),
                row.getString(4),
                Digest.of(row.getBytes(5)),
                row.getBoolean(6),
                row.getString(7),
                row.getString(8));
        return new Row(errand, Digest.of(row.getBytes(9)));
    }

    private static final String KEYED =
            "SELECT " + COLUMNS + " FROM errand e WHERE e.bucket = ? AND e.account_no = ? AND e.key_hash = ?";

    private static Optional<Row> keyed(Connection connection, AccountNumber account, Digest key) throws SQLException {
        return Database.all(
                        connection, KEYED, StripeErrands::row, (short) account.bucket(), account.number(), key.bytes())
                .stream()
                .findFirst();
    }

    private static final String BUSY = """
            SELECT 1 FROM errand e WHERE e.bucket = ? AND e.account_no = ? AND e.state = 'open' AND e.busy_until > clock_timestamp()\
            """;

    private static final String OPEN = "SELECT " + COLUMNS + """
             FROM errand e
            WHERE e.bucket = ? AND e.account_no = ? AND e.state = 'open' AND e.what = ? AND e.wish = ?
            ORDER BY e.errand_no DESC LIMIT 1\
            """;

    private static Optional<Row> open(Connection connection, AccountNumber account, Wish wish) throws SQLException {
        return Database.all(
                        connection,
                        OPEN,
                        StripeErrands::row,
                        (short) account.bucket(),
                        account.number(),
                        wish.what,
                        wish.words.bytes())
                .stream()
                .findFirst();
    }

    private static final String LATER = "clock_timestamp() + " + LEASE.toSeconds() + " * interval '1 second'";

    private static final String TAKE = """
            UPDATE errand SET busy_until = %s, fingerprint = CASE WHEN ?::bytea IS NULL THEN fingerprint ELSE ? END,
                              key_hash = coalesce(?, key_hash)
             WHERE bucket = ? AND account_no = ? AND errand_no = ?\
            """.formatted(LATER);

    /** Whoever goes on with it is who is told what came of it. */
    private static void lease(Connection connection, Errand errand, Request request) throws SQLException {
        Digest key = request.key();
        byte[] hash = key == null ? null : key.bytes();
        Database.update(
                connection,
                TAKE,
                hash,
                request.fingerprint().bytes(),
                hash,
                (short) errand.account.bucket(),
                errand.account.number(),
                errand.number);
    }

    private static final String CLOSE_STALE = """
            UPDATE errand e SET state = 'refused', key_hash = NULL, busy_until = NULL
              FROM clock k
             WHERE e.bucket = ? AND e.account_no = ? AND e.state = 'open'
               AND e.asked_at <= clock_timestamp() + (k.offset_micros - ?) * interval '1 microsecond'
               AND (e.busy_until IS NULL OR e.busy_until <= clock_timestamp())\
            """;

    /** Stripe has forgotten their keys: what is wanted is asked anew, and what came of them is found by looking. */
    private static void closeStale(Connection connection, AccountNumber account, Duration keyLasts)
            throws SQLException {
        Database.update(
                connection, CLOSE_STALE, (short) account.bucket(), account.number(), keyLasts.toMillis() * 1_000);
    }

    private static final String ADD = """
            INSERT INTO errand (bucket, account_no, errand_no, what, wish, key_hash, fingerprint, state, asked_at, busy_until)
            SELECT ?, ?, coalesce((SELECT max(e.errand_no) FROM errand e WHERE e.bucket = ? AND e.account_no = ?), 0) + 1,
                   ?, ?, ?, ?, 'open', clock_timestamp() + k.offset_micros * interval '1 microsecond', %s
              FROM clock k\
            """.formatted(LATER);

    private static Errand add(Connection connection, AccountNumber account, Request request, Wish wish)
            throws SQLException {
        Digest key = request.key();
        short bucket = (short) account.bucket();
        Database.update(
                connection,
                ADD,
                bucket,
                account.number(),
                bucket,
                account.number(),
                wish.what,
                wish.words.bytes(),
                key == null ? null : key.bytes(),
                request.fingerprint().bytes());
        long number = Database.all(connection, LAST, row -> row.getLong(1), bucket, account.number())
                .getFirst();
        return new Errand(account, number, wish.what, wish.words, false, null, null);
    }

    private static final String LAST = "SELECT max(e.errand_no) FROM errand e WHERE e.bucket = ? AND e.account_no = ?";

    private static final String END = """
            UPDATE errand SET state = ?, object_id = ?, url = ?, busy_until = NULL,
                              key_hash = CASE WHEN ? = 'refused' THEN NULL ELSE key_hash END
             WHERE bucket = ? AND account_no = ? AND errand_no = ?\
            """;

    /** Stripe did it. */
    public void done(Errand errand, @Nullable String object, @Nullable String url) {
        end(errand, "done", object, url);
    }

    /** It was not done and will not be: its key is free again. */
    public void refused(Errand errand) {
        end(errand, "refused", null, null);
    }

    private void end(Errand errand, String state, @Nullable String object, @Nullable String url) {
        database.change(connection -> Database.update(
                connection,
                END,
                state,
                object,
                url,
                state,
                (short) errand.account.bucket(),
                errand.account.number(),
                errand.number));
    }

    private static final String LEAVE =
            "UPDATE errand SET busy_until = NULL WHERE bucket = ? AND account_no = ? AND errand_no = ?";

    /** Nobody knows whether Stripe did it: the same wish goes on with it. */
    public void leave(Errand errand) {
        database.change(connection -> Database.update(
                connection, LEAVE, (short) errand.account.bucket(), errand.account.number(), errand.number));
    }

    private static final String LAST_DONE = "SELECT " + COLUMNS + """
             FROM errand e WHERE e.bucket = ? AND e.account_no = ? AND e.what = ? AND e.state = 'done'
            ORDER BY e.errand_no DESC LIMIT 1\
            """;

    /** The last one of a kind that Stripe did. */
    public Optional<Errand> lastDone(AccountNumber account, String what) {
        List<Row> found = database.all(LAST_DONE, StripeErrands::row, (short) account.bucket(), account.number(), what);
        return found.stream().map(Row::errand).findFirst();
    }
}

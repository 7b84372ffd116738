package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that are signed in, and the one-time links that sign them in. A secret has 256 random bits and is told once; what is
 * kept is its SHA-256. Thread-safe.
 */
public final class WebSessions {
    /** Somebody who has gone to lunch is still signed in; a forgotten browser is not. */
    public static final Duration IDLE = Duration.ofHours(2);

    /** However busy a browser is, once a day it shows again whose it is. */
    public static final Duration LONGEST = Duration.ofHours(24);

    /** Long enough for a redirect, too short to be found somewhere. */
    public static final Duration LINK = Duration.ofMinutes(5);

    /** That somebody is there is written at most so often. */
    private static final Duration SEEN_AGAIN = Duration.ofMinutes(1);

    private static final int SECRET_BYTES = 32;

    /** Rows that are over and go with each sign-in: more than come in. */
    private static final int SWEPT = 100;

    private static final Base64.Encoder LETTERS = Base64.getUrlEncoder().withoutPadding();

    private final Database database;
    private final SecureRandom random;

    public WebSessions(Database database, SecureRandom random) {
        this.database = database;
        this.random = random;
    }

    /**
     * A session in force.
     *
     * @param account absent where it is the operator's
     * @param returnUrl where the customer came from
     * @param flash what the next page says once
     */
    public record Session(
            @Nullable AccountNumber account,
            @Nullable String returnUrl,
            @Nullable String flash) {
        private static Session of(ResultSet row) throws SQLException {
            return new Session(accountOf(row), row.getString(3), row.getString(4));
        }
    }

    /** What a one-time link stands for. */
    public record Link(AccountNumber account, @Nullable String returnUrl) {}

    private static @Nullable AccountNumber accountOf(ResultSet row) throws SQLException {
        int bucket = row.getInt(1);
        return row.wasNull() ? null : new AccountNumber(bucket, row.getLong(2));
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return LETTERS.encodeToString(bytes);
    }

    private static byte[] hash(String secret) {
        return Digest.sha256(secret.getBytes(StandardCharsets.UTF_8)).bytes();
    }

    private static final String NOW =
            "(SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond' FROM clock c)";

    private static final String ADD_LINK = "INSERT INTO portal_link (hash, bucket, account_no, return_url, expires_at)"
            + " VALUES (?, ?, ?, ?, " + NOW + " + ? * interval '1 second')";

    /** Makes a link's secret. */
    public String newLink(AccountNumber account, @Nullable String returnUrl) {
        String secret = secret();
        database.change(connection -> Database.update(
                connection,
                ADD_LINK,
                hash(secret),
                (short) account.bucket(),
                account.number(),
                returnUrl,
                LINK.toSeconds()));
        return secret;
    }

    private static final String LOOK = "SELECT l.bucket, l.account_no, l.return_url FROM portal_link l"
            + " JOIN account a ON a.bucket = l.bucket AND a.account_no = l.account_no AND NOT a.deleted"
            + " WHERE l.hash = ? AND l.expires_at > " + NOW;

    /** What a link stands for, without using it. */
    public Optional<Link> look(String link) {
        return database.first(LOOK, WebSessions::link, (Object) hash(link));
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(new AccountNumber(row.getInt(1), row.getLong(2)), row.getString(3));
    }

    private static final String USE = "DELETE FROM portal_link WHERE hash = ? AND expires_at > " + NOW
            + " RETURNING bucket, account_no, return_url";

    /** A session that has begun, with the only sight of its secret. */
    public record Begun(String secret, Link link) {
        @Override
        public String toString() {
            return "a session"; // never the secret
        }
    }

    /** Uses a link up: of two who try, one begins a session. Empty where it is over, used or was never made. */
    public Optional<Begun> begin(String link) {
        return database.change(connection -> {
            Optional<Link> used = Database.all(connection, USE, WebSessions::link, (Object) hash(link)).stream()
                    .findFirst();
            if (used.isEmpty()) {
                return Optional.empty();
            }
            String secret = add(connection, used.get().account(), used.get().returnUrl());
            return Optional.of(new Begun(secret, used.get()));
        });
    }

    private static final String ADD =
            "INSERT INTO web_session (hash, bucket, account_no, return_url, created_at, seen_at)"
                    + " VALUES (?, ?, ?, ?, " + NOW + ", " + NOW + ")";

    private static final String SWEEP =
            "DELETE FROM web_session WHERE hash IN (SELECT s.hash FROM web_session s" + " WHERE s.seen_at < " + NOW
                    + " - ? * interval '1 second' ORDER BY s.seen_at LIMIT ? FOR UPDATE SKIP LOCKED)";

    private static final String SWEEP_LINKS = "DELETE FROM portal_link WHERE hash IN (SELECT l.hash FROM portal_link l"
            + " WHERE l.expires_at < " + NOW + " ORDER BY l.expires_at LIMIT ? FOR UPDATE SKIP LOCKED)";

    private String add(Connection connection, @Nullable AccountNumber account, @Nullable String returnUrl)
            throws SQLException {
        Database.update(connection, SWEEP, IDLE.toSeconds(), SWEPT);
        Database.update(connection, SWEEP_LINKS, SWEPT);
        String secret = secret();
        Short bucket = account == null ? null : (short) account.bucket();
        Long number = account == null ? null : account.number();
        Database.update(connection, ADD, hash(secret), bucket, number, returnUrl);
        return secret;
    }

    /** Begins a session of a customer, and answers its secret. */
    public String begin(AccountNumber account) {
        return database.change(connection -> add(connection, account, null));
    }

    /** Begins a session of the operator, and answers its secret. */
    public String beginAsOperator() {
        return database.change(connection -> add(connection, null, null));
    }

    private static final String FIND = "SELECT s.bucket, s.account_no, s.return_url, s.flash,"
            + " s.seen_at + ? * interval '1 second' < n.now"
            + " FROM web_session s CROSS JOIN " + NOW + " AS n (now)"
            + " LEFT JOIN account a ON a.bucket = s.bucket AND a.account_no = s.account_no"
            + " WHERE s.hash = ? AND NOT coalesce(a.deleted, false)"
            + " AND s.seen_at + ? * interval '1 second' > n.now AND s.created_at + ? * interval '1 second' > n.now";

    private static final String SEEN = "UPDATE web_session SET seen_at = " + NOW + " WHERE hash = ?";

    /** The session in force that has the secret, and notes that somebody is there. */
    public Optional<Session> find(String secret) {
        record Found(Session session, boolean isDue) {}
        byte[] hash = hash(secret);
        Optional<Found> found = database.first(
                FIND,
                row -> new Found(Session.of(row), row.getBoolean(5)),
                SEEN_AGAIN.toSeconds(),
                hash,
                IDLE.toSeconds(),
                LONGEST.toSeconds());
        if (found.filter(Found::isDue).isPresent()) {
            database.change(connection -> Database.update(connection, SEEN, (Object) hash));
        }
        return found.map(Found::session);
    }

    private static final String SET_FLASH = "UPDATE web_session SET flash = ? WHERE hash = ?";

    /** What the next page says; null once it was said. */
    public void setFlash(String secret, @Nullable String flash) {
        database.change(connection -> Database.update(connection, SET_FLASH, flash, hash(secret)));
    }

    private static final String END = "DELETE FROM web_session WHERE hash = ?";

    /** Signs a browser out. */
    public void end(String secret) {
        database.change(connection -> Database.update(connection, END, (Object) hash(secret)));
    }

    private static final String END_ALL = "DELETE FROM web_session WHERE bucket = ? AND account_no = ? AND hash <> ?";

    /** Signs out every other browser of an account; answers how many. */
    public int endOthers(AccountNumber account, String secret) {
        return database.change(connection ->
                Database.update(connection, END_ALL, (short) account.bucket(), account.number(), hash(secret)));
    }
}

package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.SpendingLimits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gateway keys, {@code fk_…}, read for people and for whoever sends one: they are made and changed by commands of the ledger.
 * Of a secret, which has 256 random bits, the SHA-256 is kept. Thread-safe.
 */
public final class GatewayKeys {
    private static final String SECRET_PREFIX = "fk_";
    private static final int SECRET_BYTES = 32;

    /** When a key was used last is written at most so often. */
    static final Duration USED_AGAIN = Duration.ofMinutes(1);

    private final Database database;
    private final SecureRandom random;

    public GatewayKeys(Database database, SecureRandom random) {
        this.database = database;
        this.random = random;
    }

    /** A new secret, to be shown once. */
    public String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return SECRET_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is kept of a secret. */
    public static Digest hash(String secret) {
        return Digest.sha256(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** In the order of {@link #read}, of a table that is called {@code g}. */
    static final String COLUMNS = "g.bucket, g.account_no, g.key_no, g.name, g.hash, g.limit_day, g.limit_week,"
            + " g.limit_month, g.limit_total, g.models, g.features, g.expires_at, g.revoked_at, g.created_at";

    private static final int LAST_USED_AT = 15;

    static GatewayKey read(ResultSet row) throws SQLException {
        return new GatewayKey(
                row.getLong(3),
                row.getString(4),
                Digest.of(row.getBytes(5)),
                new SpendingLimits(
                        Columns.amount(row, 6), Columns.amount(row, 7), Columns.amount(row, 8), Columns.amount(row, 9)),
                words(row, 10),
                words(row, 11),
                Columns.time(row, 12),
                Columns.time(row, 13),
                Columns.instant(row, 14));
    }

    private static Set<String> words(ResultSet row, int column) throws SQLException {
        return Set.of((String[]) row.getArray(column).getArray());
    }

    /**
     * A key and when it was used.
     *
     * @param lastUsedAt to the minute; absent = never
     */
    public record Kept(
            AccountNumber account, GatewayKey key, @Nullable Instant lastUsedAt) {
        private static Kept of(ResultSet row) throws SQLException {
            return new Kept(
                    new AccountNumber(row.getInt(1), row.getLong(2)),
                    GatewayKeys.read(row),
                    Columns.time(row, LAST_USED_AT));
        }
    }

    private static final String SELECT = "SELECT " + COLUMNS + ", g.last_used_at FROM gateway_key g";

    private static final int IS_DUE = 16;

    private static final String BY_HASH = "SELECT " + COLUMNS + """
            , g.last_used_at,
                   coalesce(g.last_used_at
                            <= clock_timestamp() + (c.offset_micros - ?) * interval '1 microsecond', true)
              FROM gateway_key g CROSS JOIN clock c
             WHERE g.hash = ? AND g.revoked_at IS NULL
               AND (g.expires_at IS NULL OR g.expires_at > clock_timestamp() + c.offset_micros * interval '1 microsecond')\
            """;

    /**
     * The key in force whose secret has that SHA-256, and notes that it is used. The index looks for the hash, of which an
     * outsider can choose no part; what it found is compared in constant time all the same.
     */
    public Optional<Kept> use(Digest sha256) {
        record Found(Kept kept, boolean isDue) {}
        Optional<Found> found = database.first(
                        BY_HASH,
                        row -> new Found(Kept.of(row), row.getBoolean(IS_DUE)),
                        USED_AGAIN.toNanos() / 1000,
                        sha256.bytes())
                .filter(each -> MessageDigest.isEqual(each.kept.key.hash().bytes(), sha256.bytes()));
        found.filter(Found::isDue).ifPresent(each -> used(each.kept.account, each.kept.key.number()));
        return found.map(Found::kept);
    }

    private static final String USED = """
            UPDATE gateway_key AS g SET last_used_at = n.now
              FROM (SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond' AS now FROM clock c) AS n
             WHERE g.bucket = ? AND g.account_no = ? AND g.key_no = ?
               AND (g.last_used_at IS NULL OR g.last_used_at <= n.now - ? * interval '1 microsecond')\
            """;

    /** Of many who see at once that it is due, one writes. */
    private void used(AccountNumber account, long key) {
        database.change(connection -> Database.update(
                connection, USED, (short) account.bucket(), account.number(), key, USED_AGAIN.toNanos() / 1000));
    }

    private static final String ONE = SELECT + " WHERE g.bucket = ? AND g.account_no = ? AND g.key_no = ?";

    public Optional<Kept> find(AccountNumber account, long key) {
        return database.first(ONE, Kept::of, (short) account.bucket(), account.number(), key);
    }

    private static final String PAGE =
            SELECT + " WHERE g.bucket = ? AND g.account_no = ? AND g.key_no BETWEEN ? AND ? ORDER BY g.key_no";

    private static final String OLDEST = PAGE + " LIMIT ?";
    private static final String NEWEST = PAGE + " DESC LIMIT ?";

    /** A page of an account's keys, newest first, revoked ones too. */
    public Listing<Kept> list(AccountNumber account, Slice slice) {
        Long olderThan = slice.olderThan();
        Long newerThan = slice.newerThan();
        List<Kept> found = database.all(
                slice.backwards() ? OLDEST : NEWEST,
                Kept::of,
                (short) account.bucket(),
                account.number(),
                newerThan == null ? 1 : newerThan + 1,
                olderThan == null ? Long.MAX_VALUE : olderThan - 1,
                slice.limit() + 1);
        return Listing.of(found, slice, kept -> kept.key.number());
    }

    private static final String USES = "SELECT " + Columns.LIMIT_USE
            + " FROM limit_use u WHERE u.bucket = ? AND u.account_no = ? AND u.key_no = ?";

    /** What is kept about the use of a key's limits, past periods too. */
    public List<LimitUse> uses(AccountNumber account, long key) {
        return database.all(USES, Columns::limitUse, (short) account.bucket(), account.number(), key);
    }
}

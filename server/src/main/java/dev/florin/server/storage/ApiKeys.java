package dev.florin.server.storage;

import dev.florin.core.accounts.Digest;
import dev.florin.core.check.Check;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Restricted keys, {@code rk_…}. A secret is shown once, when it is made; what is kept is its SHA-256. The secret has 256
 * random bits, so a plain hash cannot be guessed back. Thread-safe.
 */
public final class ApiKeys {
    private static final String SECRET_PREFIX = "rk_";
    private static final String ID_PREFIX = "ak_";
    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 15;
    private static final Base64.Encoder LETTERS = Base64.getUrlEncoder().withoutPadding();

    private final Database database;
    private final SecureRandom random;

    public ApiKeys(Database database, SecureRandom random) {
        this.database = database;
        this.random = random;
    }

    /**
     * A key without its secret.
     *
     * @param id such as {@code ak_…}, never a secret
     * @param scopes what it may do
     * @param expiresAt from when on it is refused; absent = never
     * @param revokedAt since when it is refused; absent = it is not
     */
    public record ApiKey(
            String id,
            String name,
            Set<String> scopes,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            Instant createdAt) {
        public ApiKey {
            scopes = Set.copyOf(scopes);
        }
    }

    /** A new key, with the only sight of its secret. */
    public record Created(ApiKey key, String secret) {
        @Override
        public String toString() {
            return key.toString(); // never the secret
        }
    }

    /** What a new key is to be. */
    public record Draft(
            String name, Set<String> scopes, @Nullable Instant expiresAt) {
        public Draft {
            scopes = Set.copyOf(scopes);
            Check.argument(
                    scopes.stream().allMatch(scope -> scope.matches("[a-z_]+")), "a scope is written in small letters");
        }
    }

    private static final String COLUMNS = "k.id, k.name, k.scopes, k.expires_at, k.revoked_at, k.created_at";

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString(1),
                row.getString(2),
                scopes(row.getString(3)),
                Columns.time(row, 4),
                Columns.time(row, 5),
                Columns.instant(row, 6));
    }

    private static Set<String> scopes(String written) {
        return written.isEmpty() ? Set.of() : Set.of(written.split(",", -1));
    }

    private static final String ADD = """
            INSERT INTO api_key AS k (id, name, hash, scopes, expires_at, created_at)
            SELECT ?, ?, ?, ?, ?, clock_timestamp() + c.offset_micros * interval '1 microsecond' FROM clock c
            RETURNING %s\
            """.formatted(COLUMNS);

    /** Makes a key. */
    public Created create(Draft draft) {
        return database.change(connection -> add(connection, draft));
    }

    /** Makes a key once, however often the same request comes; a repetition never sees the secret. */
    public RequestKeys.Once<Created> create(Draft draft, RequestKeys.RequestKey request) {
        return RequestKeys.once(
                database,
                request,
                connection -> Optional.of(add(connection, draft)),
                created -> created.key().id());
    }

    private String random(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return LETTERS.encodeToString(drawn);
    }

    private Created add(Connection connection, Draft draft) throws SQLException {
        String secret = SECRET_PREFIX + random(SECRET_BYTES);
        Instant expiresAt = draft.expiresAt();
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, ID_PREFIX + random(ID_BYTES));
            statement.setString(2, draft.name());
            statement.setBytes(3, hash(secret).bytes());
            statement.setString(4, String.join(",", new TreeSet<>(draft.scopes())));
            statement.setObject(5, expiresAt == null ? null : LockedRecords.utc(expiresAt));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Created(key(row), secret);
            }
        }
    }

    private static Digest hash(String secret) {
        return Digest.sha256(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static final String BY_HASH = "SELECT " + COLUMNS + """
            , k.hash FROM api_key k CROSS JOIN clock c
             WHERE k.hash = ? AND k.revoked_at IS NULL
               AND (k.expires_at IS NULL
                    OR k.expires_at > clock_timestamp() + c.offset_micros * interval '1 microsecond')\
            """;

    /**
     * The key in force whose secret has that SHA-256. The index looks for the hash, of which an outsider can choose no part;
     * what it found is compared in constant time all the same.
     */
    public Optional<ApiKey> find(Digest sha256) {
        record Found(ApiKey key, Digest hash) {}
        return database.first(BY_HASH, row -> new Found(key(row), Digest.of(row.getBytes(7))), (Object) sha256.bytes())
                .filter(found -> MessageDigest.isEqual(found.hash.bytes(), sha256.bytes()))
                .map(Found::key);
    }

    private static final String BY_ID = "SELECT " + COLUMNS + " FROM api_key k WHERE k.id = ?";

    public Optional<ApiKey> read(String id) {
        return database.first(BY_ID, ApiKeys::key, id);
    }

    private static final String REVOKE = """
            UPDATE api_key AS k
               SET revoked_at = coalesce(k.revoked_at,
                                         clock_timestamp() + c.offset_micros * interval '1 microsecond')
              FROM clock c WHERE k.id = ?
            RETURNING %s\
            """.formatted(COLUMNS);

    /** Refuses a key from now on; twice changes nothing. Empty where there is no such key. */
    public Optional<ApiKey> revoke(String id) {
        return database.change(connection ->
                Database.all(connection, REVOKE, ApiKeys::key, id).stream().findFirst());
    }

    private static final String LIST = "SELECT " + COLUMNS + " FROM api_key k";

    private static final String NEWEST = LIST + " ORDER BY k.created_at DESC, k.id DESC LIMIT ?";

    private static final String OLDER = LIST + """
             WHERE (k.created_at, k.id) < (SELECT o.created_at, o.id FROM api_key o WHERE o.id = ?)
             ORDER BY k.created_at DESC, k.id DESC LIMIT ?\
            """;

    private static final String NEWER = LIST + """
             WHERE (k.created_at, k.id) > (SELECT o.created_at, o.id FROM api_key o WHERE o.id = ?)
             ORDER BY k.created_at, k.id LIMIT ?\
            """;

    /** At most {@code limit}, newest first, revoked ones too. */
    public List<ApiKey> newest(int limit) {
        return database.all(NEWEST, ApiKeys::key, limit);
    }

    /** At most {@code limit} made before the one named, newest first. */
    public List<ApiKey> olderThan(String id, int limit) {
        return database.all(OLDER, ApiKeys::key, id, limit);
    }

    /** At most {@code limit} made after the one named, the nearest of them, newest first. */
    public List<ApiKey> newerThan(String id, int limit) {
        return new ArrayList<>(database.all(NEWER, ApiKeys::key, id, limit)).reversed();
    }
}

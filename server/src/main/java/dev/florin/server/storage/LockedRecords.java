package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountRecords;
import dev.florin.core.ledger.PurchaseRecords;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the rules look up beyond what the batch loaded, asked of the database while the account is locked. These are the rare
 * questions; each is a round trip of its own. Not thread-safe.
 */
final class LockedRecords implements AccountRecords {
    private final Connection connection;
    private final AccountNumber account;
    private final LoadedAccount loaded;

    LockedRecords(Connection connection, LoadedAccount loaded) {
        this.connection = connection;
        this.account = loaded.account().number();
        this.loaded = loaded;
    }

    @Override
    public Optional<KeyRecord> key(Digest key) {
        return Optional.ofNullable(loaded.key(key));
    }

    @Override
    public Optional<Hold> openHold(long number) {
        Hold hold = loaded.knownHold(number);
        return hold != null || loaded.askedHold(number) ? Optional.ofNullable(hold) : readHold(number);
    }

    private static final String OPEN_HOLD =
            "SELECT " + Columns.HOLD + ", h.ctid FROM hold h WHERE h.bucket = ? AND h.account_no = ? AND h.hold_no = ?";

    private Optional<Hold> readHold(long number) {
        return first(OPEN_HOLD, loaded::hold, number);
    }

    private static final String HOLDS_DUE = "SELECT " + Columns.HOLD
            + ", h.ctid FROM hold h WHERE h.bucket = ? AND h.account_no = ? AND h.expires_at <= ? ORDER BY h.hold_no";

    @Override
    public List<Hold> holdsDue(Instant now) {
        return all(HOLDS_DUE, loaded::hold, utc(now));
    }

    private static final String NEXT_HOLD_EXPIRY =
            "SELECT h.expires_at FROM hold h WHERE h.bucket = ? AND h.account_no = ? AND h.expires_at > ?"
                    + " ORDER BY h.expires_at LIMIT 1";

    @Override
    public Optional<Instant> nextHoldExpiry(Instant now) {
        return first(NEXT_HOLD_EXPIRY, row -> Columns.instant(row, 1), utc(now));
    }

    private static final String LIVE_GRANTS =
            "SELECT " + Columns.GRANT + ", g.ctid FROM grant_ g WHERE g.bucket = ? AND g.account_no = ? AND g.live";

    @Override
    public Collection<Grant> liveGrants() {
        return loaded.liveGrants().orElseGet(() -> all(LIVE_GRANTS, loaded::grant));
    }

    private static final String GRANT = "SELECT " + Columns.GRANT
            + ", g.ctid FROM grant_ g WHERE g.bucket = ? AND g.account_no = ? AND g.grant_no = ?";

    @Override
    public Optional<Grant> grant(long number) {
        return first(GRANT, loaded::grant, number);
    }

    /** A row with the words beside it and the hash of the row before it. */
    static final String TRANSACTIONS = """
            SELECT %s, (SELECT p.hash FROM transaction_ p
                         WHERE p.bucket = t.bucket AND p.account_no = t.account_no AND p.sequence = t.sequence - 1)
              FROM transaction_ t
              LEFT JOIN transaction_text w
                ON w.bucket = t.bucket AND w.account_no = t.account_no AND w.sequence = t.sequence
             WHERE t.bucket = ? AND t.account_no = ?\
            """.formatted(Columns.TRANSACTION);

    static final int PREVIOUS_HASH = 39;

    static Transaction transaction(ResultSet row) throws SQLException {
        byte[] previous = row.getBytes(PREVIOUS_HASH);
        return Columns.transaction(row, previous == null ? Digest.NONE : Digest.of(previous));
    }

    private static final String TRANSACTION = TRANSACTIONS + " AND t.sequence = ?";

    @Override
    public Optional<Transaction> transaction(long sequence) {
        return first(TRANSACTION, LockedRecords::transaction, sequence);
    }

    private static final String END_OF = TRANSACTIONS + " AND t.hold_no = ?";

    @Override
    public Optional<Transaction> endOf(long hold) {
        return first(END_OF, LockedRecords::transaction, hold);
    }

    private static final String REVERSED_OF = """
            SELECT coalesce(sum(t.amount), 0)::bigint FROM transaction_ t
             WHERE t.bucket = ? AND t.account_no = ? AND t.reverses = ?\
            """;

    @Override
    public Amount reversedOf(long charge) {
        return first(REVERSED_OF, row -> Amount.ofNanos(row.getLong(1)), charge).orElse(Amount.ZERO);
    }

    private static final String GATEWAY_KEY = "SELECT " + GatewayKeys.COLUMNS
            + " FROM gateway_key g WHERE g.bucket = ? AND g.account_no = ? AND g.key_no = ?";

    @Override
    public Optional<GatewayKey> gatewayKey(long number) {
        GatewayKey known = loaded.knownGatewayKey(number);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<GatewayKey> found = first(GATEWAY_KEY, GatewayKeys::read, number);
        found.ifPresent(loaded::addGatewayKey);
        return found;
    }

    static final String ALL_GATEWAY_KEYS = "SELECT " + GatewayKeys.COLUMNS
            + " FROM gateway_key g WHERE g.bucket = ? AND g.account_no = ? ORDER BY g.key_no";

    @Override
    public List<GatewayKey> gatewayKeys() {
        return all(ALL_GATEWAY_KEYS, GatewayKeys::read);
    }

    private static final String LIMIT_USE = "SELECT " + Columns.LIMIT_USE
            + " FROM limit_use u WHERE u.bucket = ? AND u.account_no = ? AND u.key_no = ? AND u.period = ? AND u.start = ?";

    @Override
    public Optional<LimitUse> limitUse(long key, Period period, Instant start) {
        return first(LIMIT_USE, Columns::limitUse, key, period.code(), utc(start));
    }

    /* A call counts where its hold was placed; a row is never older than what it was placed. */
    private static final String COUNT_USE = """
            SELECT coalesce((SELECT sum(-t.amount - coalesce(
                               (SELECT sum(r.amount) FROM transaction_ r
                                 WHERE r.bucket = t.bucket AND r.account_no = t.account_no AND r.reverses = t.sequence), 0))
                      FROM transaction_ t
                     WHERE t.bucket = a.bucket AND t.account_no = a.account_no AND t.type = 'charge'
                       AND (s.key_no = 0 OR t.key_no = s.key_no)
                       AND coalesce(t.placed_at, t.created_at) >= s.start), 0)::bigint,
                   coalesce((SELECT sum(h.amount) FROM hold h
                     WHERE h.bucket = a.bucket AND h.account_no = a.account_no AND (s.key_no = 0 OR h.key_no = s.key_no)
                       AND h.placed_at >= s.start), 0)::bigint
              FROM (SELECT ?::smallint, ?::bigint) AS a (bucket, account_no)
             CROSS JOIN (SELECT ?::bigint, ?::timestamptz) AS s (key_no, start)\
            """;

    @Override
    public LimitUse countUse(long key, Period period, Instant start) {
        return first(
                        COUNT_USE,
                        row -> new LimitUse(
                                key, period, start, Amount.ofNanos(row.getLong(1)), Amount.ofNanos(row.getLong(2))),
                        key,
                        utc(start))
                .orElseThrow();
    }

    @Override
    public PurchaseRecords purchases() {
        return new LockedPurchases(connection, account);
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private <T> Optional<T> first(String sql, Database.Read<T> read, Object... parameters) {
        return all(sql, read, parameters).stream().findFirst();
    }

    private <T> List<T> all(String sql, Database.Read<T> read, Object... parameters) {
        List<Object> all = new ArrayList<>(List.of((short) account.bucket(), account.number()));
        all.addAll(List.of(parameters));
        try {
            return Database.all(connection, sql, read, all.toArray());
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }
}

package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The directory: which account the host's id stands for, and what may be erased about its owner. An id's number never
 * changes, so numbers are remembered; whether the account is still there, its own row says. Thread-safe.
 */
public final class Customers {
    /** Remembered ids; beyond that the oldest are looked up again. */
    private static final int MOST_REMEMBERED = 200_000;

    private final Database database;
    private final Map<String, AccountNumber> remembered = new ConcurrentHashMap<>();
    private final Map<AccountNumber, String> rememberedIds = new ConcurrentHashMap<>();

    public Customers(Database database) {
        this.database = database;
    }

    /**
     * What the directory knows.
     *
     * @param id the host's own, or one that was made
     * @param fingerprint of the request that opened the account
     */
    public record Customer(
            String id,
            AccountNumber account,
            @Nullable String email,
            @Nullable String name,
            SortedMap<String, String> metadata,
            Digest fingerprint,
            Instant createdAt) {}

    /** The account that an id stands for. */
    public Optional<AccountNumber> account(String id) {
        AccountNumber known = remembered.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<AccountNumber> found = find(id).map(Customer::account);
        found.ifPresent(account -> remember(id, account));
        return found;
    }

    /**
     * The id by which the host knows an account, or knew it: what another process has deleted meanwhile may still be
     * remembered here, so this is for answers to commands, which are refused for such an account.
     */
    public Optional<String> id(AccountNumber account) {
        String known = rememberedIds.get(account);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> found = of(account).map(Customer::id);
        found.ifPresent(id -> remember(id, account));
        return found;
    }

    private void remember(String id, AccountNumber account) {
        if (remembered.size() >= MOST_REMEMBERED || rememberedIds.size() >= MOST_REMEMBERED) {
            remembered.clear();
            rememberedIds.clear();
        }
        remembered.put(id, account);
        rememberedIds.put(account, id);
    }

    /** Forgets an id whose account was deleted. */
    public void forget(String id) {
        AccountNumber account = remembered.remove(id);
        if (account != null) {
            rememberedIds.remove(account);
        }
    }

    private static final String COLUMNS =
            "SELECT c.external_id, c.bucket, c.account_no, c.email, c.name, c.metadata, c.fingerprint, c.created_at"
                    + " FROM customer c";

    private static final String BY_ID = COLUMNS + " WHERE c.external_id = ?";

    public Optional<Customer> find(String id) {
        return database.first(BY_ID, Customers::customer, id);
    }

    private static final String BY_ACCOUNT = COLUMNS + " WHERE c.account_no = ?";

    public Optional<Customer> of(AccountNumber account) {
        return database.first(BY_ACCOUNT, Customers::customer, account.number());
    }

    private static Customer customer(ResultSet row) throws SQLException {
        byte[] fingerprint = row.getBytes(7);
        return new Customer(
                row.getString(1),
                new AccountNumber(row.getInt(2), row.getLong(3)),
                row.getString(4),
                row.getString(5),
                MetadataJson.read(row.getString(6)),
                fingerprint.length == 0 ? Digest.NONE : Digest.of(fingerprint),
                Columns.instant(row, 8));
    }

    /**
     * A customer to be.
     *
     * @param id the host's own, or one that was made
     * @param fingerprint of the request
     */
    public record Draft(
            String id,
            @Nullable String email,
            @Nullable String name,
            ZoneId zone,
            SortedMap<String, String> metadata,
            Digest fingerprint) {}

    private static final String NEXT_NUMBER = "SELECT nextval('account_number')";

    private static final String ADD_CUSTOMER = """
            INSERT INTO customer (external_id, bucket, account_no, email, name, metadata, fingerprint, created_at)
            SELECT ?, ?, ?, ?, ?, ?, ?, date_trunc('microseconds', clock_timestamp())
                   + c.offset_micros * interval '1 microsecond' FROM clock c
                ON CONFLICT ON CONSTRAINT customer_pk DO NOTHING
            RETURNING created_at\
            """;

    private static final String ADD_ACCOUNT =
            "INSERT INTO account (bucket, account_no, last_at, head, time_zone, created_at) VALUES (?, ?, ?, ?, ?, ?)";

    /** Opens an account; empty where the id is taken already. */
    public Optional<Customer> open(Draft draft) {
        return database.change(connection -> open(connection, draft));
    }

    /**
     * Opens an account once, however often the same request comes. Refused where the id is taken already; a replay's target is
     * the account's number, see {@link #ofTarget}.
     */
    public RequestKeys.Once<Customer> open(Draft draft, RequestKeys.RequestKey request) {
        return RequestKeys.once(
                database,
                request,
                connection -> open(connection, draft),
                customer -> Long.toString(customer.account().number()));
    }

    /** The customer that a replayed request opened, as it stands now. */
    public Optional<Customer> ofTarget(RequestKeys.Once.Replayed<Customer> replayed) {
        return of(AccountNumber.of(Long.parseLong(replayed.target())));
    }

    private static Optional<Customer> open(Connection connection, Draft draft) throws SQLException {
        AccountNumber account = AccountNumber.of(nextNumber(connection));
        Optional<Instant> at = addCustomer(connection, draft, account);
        if (at.isEmpty()) {
            return Optional.empty();
        }
        addAccount(connection, draft, account, at.get());
        return Optional.of(new Customer(
                draft.id(), account, draft.email(), draft.name(), draft.metadata(), draft.fingerprint(), at.get()));
    }

    private static long nextNumber(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT_NUMBER);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Optional<Instant> addCustomer(Connection connection, Draft draft, AccountNumber account)
            throws SQLException {
        String metadata = MetadataJson.write(draft.metadata());
        try (PreparedStatement statement = connection.prepareStatement(ADD_CUSTOMER)) {
            statement.setString(1, draft.id());
            statement.setShort(2, (short) account.bucket());
            statement.setLong(3, account.number());
            statement.setString(4, draft.email());
            statement.setString(5, draft.name());
            statement.setString(6, metadata == null ? "{}" : metadata);
            statement.setBytes(7, draft.fingerprint().bytes());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(Columns.instant(row, 1)) : Optional.empty();
            }
        }
    }

    private static void addAccount(Connection connection, Draft draft, AccountNumber account, Instant at)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD_ACCOUNT)) {
            statement.setShort(1, (short) account.bucket());
            statement.setLong(2, account.number());
            statement.setObject(3, LockedRecords.utc(at));
            statement.setBytes(4, Digest.NONE.bytes());
            statement.setString(5, draft.zone().getId());
            statement.setObject(6, LockedRecords.utc(at));
            statement.execute();
        }
    }

    private static final String CHANGE = "UPDATE customer SET email = ?, name = ?, metadata = ? WHERE external_id = ?";

    /** Changes what may be erased; the time zone is the ledger's. */
    public void change(Customer customer) {
        String metadata = MetadataJson.write(customer.metadata());
        database.change(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CHANGE)) {
                statement.setString(1, customer.email());
                statement.setString(2, customer.name());
                statement.setString(3, metadata == null ? "{}" : metadata);
                statement.setString(4, customer.id());
                return statement.executeUpdate();
            }
        });
    }

    /* Newest first; the account's number is the order in which accounts were opened. */
    private static final String LIST = COLUMNS + """
             JOIN account a ON a.bucket = c.bucket AND a.account_no = c.account_no AND NOT a.deleted
             WHERE (?::text IS NULL OR lower(c.email) = lower(?))
               AND (?::text IS NULL OR (coalesce(a.host_plan, 'free') = 'pro'
                      AND (a.host_plan_until IS NULL OR a.host_plan_until >
                           (SELECT clock_timestamp() + k.offset_micros * interval '1 microsecond' FROM clock k)))
                    = (? = 'pro'))
               AND (?::text IS NULL OR strpos(lower(c.external_id || ' ' || coalesce(c.email, '') || ' '
                      || coalesce(c.name, '')), lower(?)) > 0)
               AND (?::bigint IS NULL OR c.account_no < ?)
               AND (?::bigint IS NULL OR c.account_no > ?)\
            """;

    private static final String NEWEST_FIRST = LIST + " ORDER BY c.account_no DESC LIMIT ?";
    private static final String OLDEST_FIRST = LIST + " ORDER BY c.account_no LIMIT ?";

    /**
     * Which accounts to list; an absent filter lets all through.
     *
     * @param olderThan only accounts opened before this one
     * @param newerThan only accounts opened after this one, the nearest of them
     */
    public record Filter(
            @Nullable String email,
            @Nullable String plan,
            @Nullable String text,
            @Nullable Long olderThan,
            @Nullable Long newerThan) {}

    /** At most {@code limit}, newest first. */
    public List<Customer> list(Filter filter, int limit) {
        boolean backwards = filter.newerThan() != null;
        List<Customer> found = new ArrayList<>(database.all(
                backwards ? OLDEST_FIRST : NEWEST_FIRST,
                Customers::customer,
                filter.email(),
                filter.email(),
                filter.plan(),
                filter.plan(),
                filter.text(),
                filter.text(),
                filter.olderThan(),
                filter.olderThan(),
                filter.newerThan(),
                filter.newerThan(),
                limit));
        return backwards ? found.reversed() : found;
    }
}

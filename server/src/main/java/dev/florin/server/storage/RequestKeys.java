package dev.florin.server.storage;

import dev.florin.core.accounts.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Function;

/**
 * Idempotency keys of requests that are about no account yet: kept by the API key that sent them, for ever, and written in the
 * same transaction as what the request makes.
 */
public final class RequestKeys {
    /*
     * The first request is one short transaction. Whoever waits this long for it is told to come back, before the connection
     * itself is given up.
     */
    private static final String WAIT = "SET LOCAL lock_timeout = '20s'";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private RequestKeys() {}

    /**
     * How a request is known again.
     *
     * @param owner who asks: {@code operator} or the id of a restricted key
     * @param key of the Idempotency-Key
     * @param fingerprint of method, path and parsed body
     */
    public record RequestKey(String owner, Digest key, Digest fingerprint) {}

    /**
     * What a keyed request came to.
     *
     * @param <T> what it makes
     */
    public sealed interface Once<T> {
        /** It took effect. */
        record Done<T>(T value) implements Once<T> {}

        /** The same request took effect before; {@code target} names what it made. */
        record Replayed<T>(String target) implements Once<T> {}

        /** The key stands for another request. */
        record Reused<T>() implements Once<T> {}

        /** The domain said no; nothing is remembered. */
        record Refused<T>() implements Once<T> {}

        /** The first request still runs. */
        record InUse<T>() implements Once<T> {}
    }

    private static final String ADD = """
            INSERT INTO request_key (owner, key_hash, fingerprint, target) VALUES (?, ?, ?, '')
                ON CONFLICT ON CONSTRAINT request_key_pk DO NOTHING\
            """;

    private static final String FIND =
            "SELECT k.fingerprint, k.target FROM request_key k WHERE k.owner = ? AND k.key_hash = ?";

    /**
     * Does {@code work} in one transaction with its key, unless the key is known.
     *
     * @param work empty where the domain says no
     * @param target names what it made
     */
    static <T> Once<T> once(
            Database database, RequestKey request, Database.Work<Optional<T>> work, Function<T, String> target) {
        try {
            return database.change(connection -> once(connection, request, work, target));
        } catch (StorageFault fault) {
            if (LOCK_NOT_AVAILABLE.equals(fault.failure().getSQLState())) {
                return new Once.InUse<>();
            }
            throw fault;
        }
    }

    private static <T> Once<T> once(
            Connection connection, RequestKey request, Database.Work<Optional<T>> work, Function<T, String> target)
            throws SQLException {
        if (!isNew(connection, request)) {
            return known(connection, request);
        }
        Optional<T> made = work.on(connection);
        if (made.isEmpty()) {
            connection.rollback();
            return new Once.Refused<>();
        }
        name(connection, request, target.apply(made.get()));
        return new Once.Done<>(made.get());
    }

    /** Waits for a transaction that holds the same key to end. */
    private static boolean isNew(Connection connection, RequestKey request) throws SQLException {
        try (Statement wait = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(ADD)) {
            wait.execute(WAIT);
            statement.setString(1, request.owner());
            statement.setBytes(2, request.key().bytes());
            statement.setBytes(3, request.fingerprint().bytes());
            return statement.executeUpdate() == 1;
        }
    }

    private static final String NAME = "UPDATE request_key SET target = ? WHERE owner = ? AND key_hash = ?";

    private static void name(Connection connection, RequestKey request, String target) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NAME)) {
            statement.setString(1, target);
            statement.setString(2, request.owner());
            statement.setBytes(3, request.key().bytes());
            statement.execute();
        }
    }

    private static <T> Once<T> known(Connection connection, RequestKey request) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, request.owner());
            statement.setBytes(2, request.key().bytes());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Digest.of(row.getBytes(1)).equals(request.fingerprint())
                        ? new Once.Replayed<>(row.getString(2))
                        : new Once.Reused<>();
            }
        }
    }
}

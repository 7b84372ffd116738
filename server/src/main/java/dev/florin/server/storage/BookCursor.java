package dev.florin.server.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The rows of a table in the order of the accounts, a few thousand in memory at once, so that all tables can be gone through
 * side by side. Not thread-safe.
 */
final class BookCursor implements AutoCloseable {
    private static final int ROWS_AT_ONCE = 2_000;

    private final String table;
    private final String unit;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private @Nullable Place next;
    private long count;

    /**
     * Begins to read.
     *
     * @param sql with bucket, account and, where {@code unit} is not empty, a number as its first columns, in that order
     * @param unit what the number counts
     */
    BookCursor(Connection connection, String table, String unit, String sql) throws SQLException {
        this.table = table;
        this.unit = unit;
        statement = connection.prepareStatement(sql);
        statement.setFetchSize(ROWS_AT_ONCE);
        rows = statement.executeQuery();
        advance();
    }

    private void advance() throws SQLException {
        next = rows.next() ? Place.of(rows) : null;
    }

    /** Where the next row is; absent at the end. */
    @Nullable
    Place next() {
        return next;
    }

    /** How many rows were read. */
    long count() {
        return count;
    }

    /** The next row of {@code place}; absent where it has no more. A row of an earlier place is one of no account. */
    <T> @Nullable T next(Place place, Database.Read<T> read) throws SQLException, BrokenRule {
        Place at = next;
        if (at == null || at.compareTo(place) > 0) {
            return null;
        }
        Expectation expectation = expectation(at);
        expectation.equal("every row belongs to an account", place, at);
        try {
            T value = read.from(rows);
            count++;
            advance();
            return value;
        } catch (IllegalArgumentException
                | DateTimeException
                | ArithmeticException
                | IndexOutOfBoundsException
                | JacksonException e) {
            throw expectation.broken("every row can be read", "a valid row", String.valueOf(e.getMessage()));
        }
    }

    /** No account is left; neither may rows be. */
    void end() throws SQLException, BrokenRule {
        Place at = next;
        if (at != null) {
            throw expectation(at).broken("every row belongs to an account", "an account", "none");
        }
    }

    private Expectation expectation(Place at) throws SQLException {
        return new Expectation(at.account()).at(table, unit, unit.isEmpty() ? 0 : rows.getLong(3));
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}

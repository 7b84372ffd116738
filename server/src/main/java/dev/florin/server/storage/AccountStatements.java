package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Statements about one account, whose bucket and number are their first two parameters. One per lane; not thread-safe. */
final class AccountStatements {
    private final Connection connection;

    AccountStatements(Connection connection) {
        this.connection = connection;
    }

    void run(String sql, AccountNumber account, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, account, parameters);
            statement.execute();
        }
    }

    /** Changes one row and answers where it lies now. */
    long change(String sql, AccountNumber account, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, account, parameters);
            try (ResultSet row = statement.executeQuery()) {
                Check.invariant(row.next(), "the row to be changed is missing");
                return Columns.place(row, 1);
            }
        }
    }

    static @Nullable Object time(@Nullable Instant at) {
        return at == null ? null : LockedRecords.utc(at);
    }

    private static void bind(PreparedStatement statement, AccountNumber account, @Nullable Object... parameters)
            throws SQLException {
        statement.setShort(1, (short) account.bucket());
        statement.setLong(2, account.number());
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 3, parameters[i]);
        }
    }
}

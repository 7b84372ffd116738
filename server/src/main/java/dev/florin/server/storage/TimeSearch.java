package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Finds times in a history by its sequence: no row is older than the one before it, so halving finds a time in as many looks
 * as the sequence has bits, and times need no index of their own.
 */
final class TimeSearch {
    private TimeSearch() {}

    private static final String LAST_SEQUENCE =
            "SELECT a.sequence FROM account a WHERE a.bucket = ? AND a.account_no = ?";

    /** The sequence of the newest row; 0 where there is none. */
    static long lastSequence(Connection connection, AccountNumber account) throws SQLException {
        return Database.all(
                        connection, LAST_SEQUENCE, row -> row.getLong(1), (short) account.bucket(), account.number())
                .stream()
                .findFirst()
                .orElse(0L);
    }

    private static final String FIRST_AT = """
            WITH RECURSIVE asked (bucket, account_no, at) AS (
                SELECT ?::smallint, ?::bigint, ?::timestamptz
            ), search (low, high) AS (
                SELECT 1::bigint, a.sequence + 1
                  FROM asked JOIN account a ON a.bucket = asked.bucket AND a.account_no = asked.account_no
                 UNION ALL
                SELECT CASE WHEN t.created_at < asked.at THEN t.sequence + 1 ELSE s.low END,
                       CASE WHEN t.created_at < asked.at THEN s.high ELSE t.sequence END
                  FROM search s CROSS JOIN asked
                  JOIN transaction_ t ON t.bucket = asked.bucket AND t.account_no = asked.account_no
                                     AND t.sequence = (s.low + s.high) / 2
                 WHERE s.low < s.high
            )
            SELECT low FROM search WHERE low >= high\
            """;

    /** The sequence of the first row at or after {@code at}; one more than the last where all are older. */
    static long firstAt(Connection connection, AccountNumber account, Instant at) throws SQLException {
        return Database.all(
                        connection,
                        FIRST_AT,
                        row -> row.getLong(1),
                        (short) account.bucket(),
                        account.number(),
                        LockedRecords.utc(at))
                .stream()
                .findFirst()
                .orElse(1L);
    }
}

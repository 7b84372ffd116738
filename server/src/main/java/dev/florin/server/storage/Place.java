package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;

/** The bucket and account that a row says it is of, right or wrong; ordered as the tables are. */
record Place(int bucket, long account) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::bucket).thenComparingLong(Place::account);

    static Place of(AccountNumber number) {
        return new Place(number.bucket(), number.number());
    }

    /** Every table's first two columns. */
    static Place of(ResultSet row) throws SQLException {
        return new Place(row.getInt(1), row.getLong(2));
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}

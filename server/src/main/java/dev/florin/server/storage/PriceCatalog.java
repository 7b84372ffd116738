package dev.florin.server.storage;

import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The price list as the database has it, kept in memory by its number. Thread-safe. */
public final class PriceCatalog {
    private volatile PriceList known = PriceList.empty();

    /** The newest list read so far. */
    PriceList known() {
        return known;
    }

    /*
     * What a later change has deleted was still there in the list of that number. A version never changes but for its deletion:
     * what is known already need not be read again.
     */
    private static final String CHANGED = """
            SELECT p.model, p.version, p.body, p.effective_at, p.added_in,
                   CASE WHEN p.deleted_in <= n.number THEN p.deleted_in END
              FROM price p CROSS JOIN (SELECT ?::bigint, ?::bigint) AS n (number, known)
             WHERE p.added_in <= n.number AND (p.added_in > n.known OR p.deleted_in > n.known)\
            """;

    /** The price list of that number, read over {@code connection} where it is newer than what is known. */
    PriceList list(Connection connection, long number) throws SQLException {
        PriceList list = known;
        if (list.number() == number) {
            return list;
        }
        PriceList base = list.number() < number ? list : PriceList.empty();
        PriceList read = base.following(changed(connection, base.number(), number), number);
        if (known.number() < number) {
            known = read;
        }
        return read;
    }

    private static List<Price> changed(Connection connection, long after, long number) throws SQLException {
        List<Price> prices = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CHANGED)) {
            statement.setLong(1, number);
            statement.setLong(2, after);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    prices.add(PriceBody.price(row));
                }
            }
        }
        return prices;
    }
}

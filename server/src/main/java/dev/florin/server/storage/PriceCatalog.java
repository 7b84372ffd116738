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
    private volatile PriceList known = new PriceList(List.of(), 0);

    /** The newest list read so far. */
    PriceList known() {
        return known;
    }

    /* What a later change has deleted was still there in the list of that number. */
    private static final String PRICES = """
            SELECT p.model, p.version, p.body, p.effective_at, p.added_in,
                   CASE WHEN p.deleted_in <= ? THEN p.deleted_in END
              FROM price p WHERE p.added_in <= ? ORDER BY p.model, p.version\
            """;

    /** The price list of that number, read over {@code connection} where it is newer than what is known. */
    PriceList list(Connection connection, long number) throws SQLException {
        PriceList list = known;
        if (list.number() == number) {
            return list;
        }
        List<Price> prices = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(PRICES)) {
            statement.setLong(1, number);
            statement.setLong(2, number);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    prices.add(PriceBody.price(row));
                }
            }
        }
        PriceList read = new PriceList(prices, number);
        if (known.number() < number) {
            known = read;
        }
        return read;
    }
}

package dev.florin.server.storage;

import dev.florin.core.pricing.Price;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How a price is kept. */
final class PriceBody {
    private PriceBody() {}

    static Price price(ResultSet row) throws SQLException {
        if (row.isClosed()) {
            return price(row);
        }
        throw new SQLException("prices are not kept yet");
    }
}

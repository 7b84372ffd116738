package dev.florin.server.storage;

import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

/** Sees that the price list is whole, and reads it for the proof of what calls cost. */
final class PriceProof {
    private PriceProof() {}

    private static final String SQL =
            "SELECT " + PriceBody.COLUMNS + " FROM price p ORDER BY p.model COLLATE \"C\", p.version";

    private static final String NUMBER = "SELECT p.number FROM price_list p";

    static PriceList prove(Connection connection) throws SQLException, BrokenRule {
        long number = Database.all(connection, NUMBER, row -> row.getLong(1)).getFirst();
        List<Price> prices = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet row = statement.executeQuery()) {
            String model = "";
            int version = 0;
            while (row.next()) {
                String next = row.getString(1);
                version = next.equals(model) ? version + 1 : 1;
                model = next;
                Expectation expectation = new Expectation(null).at("price", next + " version", row.getInt(2));
                expectation.equal("versions of a price count from 1 without gaps", version, row.getInt(2));
                long newest = Math.max(row.getLong(5), row.getLong(6)); // not deleted reads as zero
                expectation.holds("the price list counts every change", newest <= number, "up to " + number, newest);
                prices.add(read(row, expectation));
            }
        }
        return new PriceList(prices, number);
    }

    private static Price read(ResultSet row, Expectation expectation) throws SQLException, BrokenRule {
        try {
            return PriceBody.price(row);
        } catch (IllegalArgumentException | java.util.NoSuchElementException | JacksonException e) {
            throw expectation.broken(
                    "every row can be read", Model.class.getSimpleName(), String.valueOf(e.getMessage()));
        }
    }
}

package dev.florin.server.storage;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The arrays of one statement, in the order of its parameters, all of one length. Not thread-safe. */
final class ArrayParameters {
    private final List<ArrayParameter> columns;

    ArrayParameters(ArrayParameter.Element... elements) {
        columns = List.of(elements).stream().map(ArrayParameter::new).toList();
    }

    ArrayParameter column(int index) {
        return columns.get(index);
    }

    int rows() {
        return columns.getFirst().count();
    }

    void clear() {
        columns.forEach(ArrayParameter::clear);
    }

    /** Binds every column from {@code first} on and answers the place after the last. */
    int bind(PreparedStatement statement, int first) throws SQLException {
        int place = first;
        for (ArrayParameter column : columns) {
            statement.setObject(place++, column);
        }
        return place;
    }
}

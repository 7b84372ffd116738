package dev.florin.server.storage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a proof is, so that a difference can name the row. One for each account; moved from row to row, since millions pass by.
 * Not thread-safe.
 */
final class Expectation {
    private final @Nullable Long account;
    private String table = "account";
    private String unit = "";
    private long number;

    /** About the account of that number; absent = about none. */
    Expectation(@Nullable Long account) {
        this.account = account;
    }

    /** Goes to the only row that a table has of it. */
    Expectation at(String itsTable) {
        return at(itsTable, "", 0);
    }

    /** Goes to a row, such as {@code transaction_}, {@code sequence}, 5. */
    Expectation at(String itsTable, String itsUnit, long itsNumber) {
        table = itsTable;
        unit = itsUnit;
        number = itsNumber;
        return this;
    }

    void equal(String rule, long expected, long found) throws BrokenRule {
        if (expected != found) {
            throw broken(rule, Long.toString(expected), Long.toString(found));
        }
    }

    void equal(String rule, @Nullable Object expected, @Nullable Object found) throws BrokenRule {
        if (!Objects.equals(expected, found)) {
            throw broken(rule, text(expected), text(found));
        }
    }

    /** {@code found} is only looked at where the rule is broken. */
    void holds(String rule, boolean holds, String expected, @Nullable Object found) throws BrokenRule {
        if (!holds) {
            throw broken(rule, expected, text(found));
        }
    }

    BrokenRule broken(String rule, String expected, String found) {
        String row = unit.isEmpty() ? null : unit + " " + number;
        return new BrokenRule(new Difference(table, account, row, rule, expected, found));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "nothing" : value.toString();
    }
}

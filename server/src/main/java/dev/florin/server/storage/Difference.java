package dev.florin.server.storage;

import org.jspecify.annotations.Nullable;

/**
 * A rule that the books break, and where.
 *
 * @param table where
 * @param account the number of the account; absent where it is about none
 * @param row which row of it, such as {@code sequence 5}; absent where it is about all of them
 * @param rule what must always be true
 * @param expected what the other rows say
 * @param found what stands there
 */
public record Difference(
        String table, @Nullable Long account, @Nullable String row, String rule, String expected, String found) {
    @Override
    public String toString() {
        return table
                + (account == null ? "" : " of account " + account)
                + (row == null ? "" : ", " + row)
                + ": "
                + rule
                + "; expected "
                + expected
                + ", found "
                + found;
    }
}

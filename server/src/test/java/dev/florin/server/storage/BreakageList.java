package dev.florin.server.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of {@link Breakages.Breakage} that grows, and the words that most of them are made of. */
final class BreakageList {
    private final List<Breakages.Breakage> all = new ArrayList<>();

    List<Breakages.Breakage> all() {
        return all;
    }

    void add(Breakages.Breakage breakage) {
        all.add(breakage);
    }

    void add(String rule, String table, long account, @Nullable String row, String... sql) {
        all.add(new Breakages.Breakage(rule, table, account, row, List.of(sql)));
    }

    void account(String rule, long account, String change) {
        add(rule, "account", account, null, update("account", account, change));
    }

    void row(String rule, long account, long sequence, String change) {
        row(rule, account, sequence, change, sequence);
    }

    void row(String rule, long account, long sequence, String change, long named) {
        add(
                rule,
                "transaction_",
                account,
                "sequence " + named,
                update("transaction_", account, change, "sequence = " + sequence));
    }

    static String update(String table, long account, String change) {
        return "UPDATE " + table + " SET " + change + " WHERE account_no = " + account;
    }

    static String update(String table, long account, String change, String where) {
        return update(table, account, change) + " AND " + where;
    }
}

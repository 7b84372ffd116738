package dev.florin.server.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a hand in the database can do to {@link FilledBooks}, and the rule that it breaks: prices, accounts and grants. */
final class Breakages {
    private final BreakageList list;

    /**
     * One of them.
     *
     * @param rule what must be named, with the place
     * @param sql what the hand does
     */
    record Breakage(
            String rule,
            String table,
            @Nullable Long account,
            @Nullable String row,
            List<String> sql) {
        String name() {
            return rule + " (" + sql.getLast() + ")";
        }
    }

    private Breakages(BreakageList list) {
        this.list = list;
    }

    static List<Breakage> all() {
        BreakageList list = new BreakageList();
        Breakages breakages = new Breakages(list);
        breakages.addPrices();
        breakages.addAccounts();
        breakages.addDirectory();
        breakages.addGrants();
        breakages.addEndsOfGrants();
        breakages.addDraws();
        new HistoryBreakages(list).add();
        PaymentBreakages.add(list);
        return list.all();
    }

    private void addPrices() {
        list.add(new Breakage(
                "versions of a price count from 1 without gaps",
                "price",
                null,
                "small version 3",
                List.of("UPDATE price SET version = 3 WHERE version = 2")));
        list.add(new Breakage(
                "the price list counts every change",
                "price",
                null,
                "small version 2",
                List.of("UPDATE price_list SET number = 1")));
        list.add(new Breakage(
                "every row can be read",
                "price",
                null,
                "small version 1",
                List.of("UPDATE price SET body = '{\"provider\": \"x\"}' WHERE version = 1")));
    }

    private void addAccounts() {
        String table = "account";
        list.account("sequence is that of the last row", 1, "sequence = sequence + 1");
        list.account("head is the hash of the last row", 1, "head = sha256(head)");
        list.account("last_at is the time of the last row", 1, "last_at = last_at + interval '1 s'");
        list.account("total is what the draws leave", 1, "total = total + 1");
        list.account("owed is what the draws leave less the balance", 2, "owed = 5");
        list.account("next_due is not later than the earliest expiry", 1, "next_due = NULL");
        list.account("next_due is not later than the earliest expiry", 1, "next_due = next_due + interval '1 day'");
        list.add(
                "every row can be read",
                table,
                1,
                null,
                "ALTER TABLE account DROP CONSTRAINT account_held_within_total",
                BreakageList.update(table, 1, "held = total + 1"));
        list.account("every row can be read", 1, "time_zone = 'Nowhere/Land'");
        list.account("last_grant is the number of the last grant", 1, "last_grant = 9");
        list.account("every hold is open or has ended: the first that is neither", 1, "last_hold = last_hold + 1");
        list.add(
                "an account's bucket is the hash of its number",
                table,
                77,
                null,
                "INSERT INTO account (bucket, account_no, last_at, head, time_zone, created_at)"
                        + " VALUES (0, 77, now(), sha256(''), 'UTC', now())");
    }

    private void addDirectory() {
        list.add(
                "every account has a customer in the directory",
                "account",
                2,
                null,
                "DELETE FROM customer WHERE account_no = 2");
        list.add(
                "every account has one customer in the directory",
                "account",
                2,
                null,
                "ALTER TABLE customer DROP CONSTRAINT customer_of_one_account",
                "INSERT INTO customer SELECT 'another', bucket, account_no, email, name, metadata, fingerprint, created_at"
                        + " FROM customer WHERE account_no = 2");
        list.add(
                "a deleted account is known by a pseudonym",
                "customer",
                4,
                null,
                BreakageList.update("customer", 4, "external_id = 'gone'"));
        list.add(
                "a deleted account has no personal data",
                "customer",
                4,
                null,
                BreakageList.update("customer", 4, "email = 'g@example.com'"));
        list.add(
                "a deleted account has no personal data",
                "customer",
                4,
                null,
                BreakageList.update("customer", 4, "name = 'G'"));
        list.add(
                "a deleted account has nothing left",
                "account",
                4,
                null,
                BreakageList.update("account", 4, "total = 5"));
        list.add(
                "a deleted account has no words",
                "transaction_text",
                4,
                "sequence 1",
                "INSERT INTO transaction_text SELECT bucket, account_no, sequence, 'words', NULL, '{}', substr(hash, 1, 16)"
                        + " FROM transaction_ WHERE account_no = 4 AND sequence = 1");
    }

    private void addGrants() {
        String table = "grant_";
        list.add(
                "grants are numbered from 1 without gaps",
                table,
                1,
                "grant 7",
                BreakageList.update(table, 1, "grant_no = 7", "grant_no = 4"));
        list.add(
                "live says whether something is left",
                table,
                1,
                "grant 1",
                "ALTER TABLE grant_ DROP CONSTRAINT grant_live_while_something_is_left",
                BreakageList.update(table, 1, "live = false", "grant_no = 1"));
        list.add(
                "only a grant whose time has come is expired",
                table,
                1,
                "grant 1",
                BreakageList.update(table, 1, "state = 'expired'", "grant_no = 1"));
        list.add(
                "every grant has the row that brought it",
                table,
                1,
                "grant 5",
                "INSERT INTO grant_ SELECT bucket, account_no, 5, kind, amount, 0, false, paid, NULL, state, source, created_at"
                        + " FROM grant_ WHERE account_no = 1 AND grant_no = 1",
                BreakageList.update("account", 1, "last_grant = 5"));
        list.add(
                "remaining is what the draws leave",
                table,
                1,
                "grant 1",
                BreakageList.update(table, 1, "remaining = remaining - 1", "grant_no = 1"));
    }

    private void addEndsOfGrants() {
        String table = "grant_";
        list.add(
                "a grant that has ended keeps only what holds lie on",
                "account",
                1,
                null,
                BreakageList.update(table, 1, "state = 'voided'", "grant_no = 1"));
        list.add(
                "a grant's row brings its amount",
                "transaction_",
                1,
                "sequence 1",
                BreakageList.update(table, 1, "amount = amount + 1", "grant_no = 1"));
        list.add(
                "credit comes from the house account of its kind",
                "transaction_",
                1,
                "sequence 1",
                BreakageList.update(table, 1, "kind = 'bonus'", "grant_no = 1"));
        list.add(
                "a grant's state is that of the row that ended it",
                "transaction_",
                1,
                "sequence 9",
                BreakageList.update(table, 1, "state = 'open'", "grant_no = 3"));
        list.add(
                "what is given back brings goodwill",
                "transaction_",
                5,
                "sequence 4",
                BreakageList.update(table, 5, "kind = 'promo'", "grant_no = 2"));
    }

    private void addDraws() {
        list.row("credit goes back to the house account of its kind", 1, 9, "house = 'cash'");
        list.row("draws name existing grants", 1, 6, "draws = 'c9:250000000'");
        list.row("draws name existing grants", 1, 6, "draws = 'c0:250000000'");
        list.row("grants come in the order of their numbers", 1, 1, "draws = 'g2:10000000000'");
        list.row("a grant is drawn on after it was brought", 1, 6, "draws = 'c4:250000000'");
        String within = "no more is drawn than a grant has, and no more given back than was drawn";
        list.row(within, 1, 6, "draws = draws || ',o3:2000000000'");
        list.row(within, 1, 8, "draws = 'r1:100000000'");
        list.row("draws have the sign and purpose of their row", 1, 6, "draws = 'e2:250000000'");
        list.row("draws have the sign and purpose of their row", 1, 6, "draws = 'r2:250000000'");
        list.row("the draws of a row sum to its amount", 1, 6, "draws = 'c2:1'");
        list.row("every row can be read", 1, 6, "draws = 'x2:1'");
        list.row("every row can be read", 1, 6, "draws = 'c'");
        list.row("what is owed is never below zero", 1, 6, "draws = draws || ',o2:5'");
    }
}

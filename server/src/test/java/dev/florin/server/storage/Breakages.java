package dev.florin.server.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a hand in the database can do to {@link FilledBooks}, and the rule that it breaks. */
final class Breakages {
    private final List<Breakage> all = new ArrayList<>();

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

    private Breakages() {}

    static List<Breakage> all() {
        Breakages breakages = new Breakages();
        breakages.addPrices();
        breakages.addAccounts();
        breakages.addDirectory();
        breakages.addGrants();
        breakages.addRows();
        breakages.addSpending();
        breakages.addReversals();
        breakages.addHolds();
        breakages.addLimitsAndKeys();
        breakages.addStrays();
        return breakages.all;
    }

    private void add(String rule, String table, long account, @Nullable String row, String... sql) {
        all.add(new Breakage(rule, table, account, row, List.of(sql)));
    }

    private void addPrices() {
        all.add(new Breakage(
                "versions of a price count from 1 without gaps",
                "price",
                null,
                "small version 3",
                List.of("UPDATE price SET version = 3 WHERE version = 2")));
        all.add(new Breakage(
                "the price list counts every change",
                "price",
                null,
                "small version 2",
                List.of("UPDATE price_list SET number = 1")));
        all.add(new Breakage(
                "every row can be read",
                "price",
                null,
                "small version 1",
                List.of("UPDATE price SET body = '{\"provider\": \"x\"}' WHERE version = 1")));
    }

    private void addAccounts() {
        String table = "account";
        add("sequence is that of the last row", table, 1, null, update(table, 1, "sequence = sequence + 1"));
        add("head is the hash of the last row", table, 1, null, update(table, 1, "head = sha256(head)"));
        add(
                "last_at is the time of the last row",
                table,
                1,
                null,
                update(table, 1, "last_at = last_at + interval '1 s'"));
        add("total is what the draws leave", table, 1, null, update(table, 1, "total = total + 1"));
        add("owed is what the draws leave less the balance", table, 2, null, update(table, 2, "owed = 5"));
        add("next_due is not later than the earliest expiry", table, 1, null, update(table, 1, "next_due = NULL"));
        add(
                "next_due is not later than the earliest expiry",
                table,
                1,
                null,
                update(table, 1, "next_due = next_due + interval '1 day'"));
        add(
                "every row can be read",
                table,
                1,
                null,
                "ALTER TABLE account DROP CONSTRAINT account_held_within_total",
                update(table, 1, "held = total + 1"));
        add("every row can be read", table, 1, null, update(table, 1, "time_zone = 'Nowhere/Land'"));
        add("last_grant is the number of the last grant", table, 1, null, update(table, 1, "last_grant = 9"));
        add(
                "every hold is open or has ended: the first that is neither",
                table,
                1,
                null,
                update(table, 1, "last_hold = last_hold + 1"));
        add(
                "an account's bucket is the hash of its number",
                table,
                77,
                null,
                "INSERT INTO account (bucket, account_no, last_at, head, time_zone, created_at)"
                        + " VALUES (0, 77, now(), sha256(''), 'UTC', now())");
    }

    private void addDirectory() {
        add(
                "every account has a customer in the directory",
                "account",
                2,
                null,
                "DELETE FROM customer WHERE account_no = 2");
        add(
                "every account has one customer in the directory",
                "account",
                2,
                null,
                "ALTER TABLE customer DROP CONSTRAINT customer_of_one_account",
                "INSERT INTO customer SELECT 'another', bucket, account_no, email, name, metadata, fingerprint, created_at"
                        + " FROM customer WHERE account_no = 2");
        add(
                "a deleted account is known by a pseudonym",
                "customer",
                4,
                null,
                update("customer", 4, "external_id = 'gone'"));
        add(
                "a deleted account has no personal data",
                "customer",
                4,
                null,
                update("customer", 4, "email = 'g@example.com'"));
        add("a deleted account has no personal data", "customer", 4, null, update("customer", 4, "name = 'G'"));
        add("a deleted account has nothing left", "account", 4, null, update("account", 4, "total = 5"));
        add(
                "a deleted account has no words",
                "transaction_text",
                4,
                "sequence 1",
                "INSERT INTO transaction_text SELECT bucket, account_no, sequence, 'words', NULL, '{}', substr(hash, 1, 16)"
                        + " FROM transaction_ WHERE account_no = 4 AND sequence = 1");
    }

    private void addGrants() {
        String table = "grant_";
        add(
                "grants are numbered from 1 without gaps",
                table,
                1,
                "grant 7",
                update(table, 1, "grant_no = 7", "grant_no = 4"));
        add(
                "live says whether something is left",
                table,
                1,
                "grant 1",
                "ALTER TABLE grant_ DROP CONSTRAINT grant_live_while_something_is_left",
                update(table, 1, "live = false", "grant_no = 1"));
        add(
                "only a grant whose time has come is expired",
                table,
                1,
                "grant 1",
                update(table, 1, "state = 'expired'", "grant_no = 1"));
        add(
                "every grant has the row that brought it",
                table,
                1,
                "grant 5",
                "INSERT INTO grant_ SELECT bucket, account_no, 5, kind, amount, 0, false, paid, NULL, state, source, created_at"
                        + " FROM grant_ WHERE account_no = 1 AND grant_no = 1",
                update("account", 1, "last_grant = 5"));
        add(
                "remaining is what the draws leave",
                table,
                1,
                "grant 1",
                update(table, 1, "remaining = remaining - 1", "grant_no = 1"));
        add(
                "a grant that has ended keeps only what holds lie on",
                "account",
                1,
                null,
                update(table, 1, "state = 'voided'", "grant_no = 1"));
        add(
                "a grant's row brings its amount",
                "transaction_",
                1,
                "sequence 1",
                update(table, 1, "amount = amount + 1", "grant_no = 1"));
        add(
                "credit comes from the house account of its kind",
                "transaction_",
                1,
                "sequence 1",
                update(table, 1, "kind = 'bonus'", "grant_no = 1"));
        add(
                "a grant's state is that of the row that ended it",
                "transaction_",
                1,
                "sequence 9",
                update(table, 1, "state = 'open'", "grant_no = 3"));
        add(
                "a reversal brings goodwill",
                "transaction_",
                5,
                "sequence 4",
                update(table, 5, "kind = 'promo'", "grant_no = 2"));
        row("credit goes back to the house account of its kind", 1, 9, "house = 'cash'");
        row("draws name existing grants", 1, 6, "draws = 'c9:250000000'");
        row("draws name existing grants", 1, 6, "draws = 'c0:250000000'");
        row("grants come in the order of their numbers", 1, 1, "draws = 'g2:10000000000'");
        row("a grant is drawn on after it was brought", 1, 6, "draws = 'c4:250000000'");
        String within = "no more is drawn than a grant has, and no more given back than was drawn";
        row(within, 1, 6, "draws = draws || ',o3:2000000000'");
        row(within, 1, 8, "draws = 'r1:100000000'");
        row("draws have the sign and purpose of their row", 1, 6, "draws = 'e2:250000000'");
        row("draws have the sign and purpose of their row", 1, 6, "draws = 'r2:250000000'");
        row("the draws of a row sum to its amount", 1, 6, "draws = 'c2:1'");
        row("every row can be read", 1, 6, "draws = 'x2:1'");
        row("every row can be read", 1, 6, "draws = 'c'");
        row("what is owed is never below zero", 1, 6, "draws = draws || ',o2:5'");
    }

    private void addRows() {
        row("sequences count from 1 without gaps", 1, 7, "sequence = 70", 8);
        add(
                "sequences count from 1 without gaps",
                "transaction_",
                1,
                "sequence 6",
                "DELETE FROM transaction_ WHERE account_no = 1 AND sequence = 5");
        row("no row is older than the one before it", 1, 5, "created_at = created_at - interval '1 day'");
        add(
                "a row's amount has the sign of its type",
                "transaction_",
                1,
                "sequence 6",
                "ALTER TABLE transaction_ DROP CONSTRAINT transaction_direction",
                "ALTER TABLE transaction_ DROP CONSTRAINT transaction_charges_cost_or_less",
                update("transaction_", 1, "amount = -amount", "sequence = 6"));
        row("calls and what is given up are revenue", 1, 6, "house = 'loss'");
        row("balance_after is the balance before and the amount", 1, 6, "balance_after = balance_after + 1");
        row("each row carries the hash of itself and the row before it", 1, 6, "actor = 'somebody else'");
        row("each row carries the hash of itself and the row before it", 1, 6, "hash = sha256(hash)");
        row("each row carries the hash of itself and the row before it", 1, 6, "text_digest = sha256('')");
        add(
                "the words beside a row are those of its digest",
                "transaction_text",
                1,
                "sequence 7",
                update("transaction_text", 1, "metadata = '{\"user\":\"somebody else\"}'", "sequence = 7"));
        add(
                "every row can be read",
                "transaction_",
                1,
                "sequence 7",
                update("transaction_text", 1, "metadata = 'user'", "sequence = 7"));
        add(
                "words stand beside a row",
                "transaction_text",
                1,
                "sequence 99",
                "INSERT INTO transaction_text SELECT bucket, account_no, 99, 'words', NULL, '{}', salt FROM transaction_text"
                        + " WHERE account_no = 1 AND sequence = 7");
    }

    private void addSpending() {
        row("a row says what was spent on if and only if it is about a call", 1, 1, "cost = 0, uncollected = 0");
        row("a row says what was spent on if and only if it is about a call", 1, 5, "cost = NULL");
        row("a reason code stands where nothing was charged", 1, 6, "reason_code = 'free'");
        row("a reason code stands where nothing was charged", 1, 5, "reason_code = NULL");
        row(
                "only calls end holds",
                1,
                1,
                "hold_no = 50, hold_end = 'released', held = 0, placed_at = created_at,"
                        + " would_expire_at = created_at + interval '1 min'");
        add(
                "what was charged is the cost less what stayed uncollected",
                "transaction_",
                1,
                "sequence 6",
                "ALTER TABLE transaction_ DROP CONSTRAINT transaction_charges_cost_or_less",
                update("transaction_", 1, "cost = cost + 1", "sequence = 6"));
        row("counted usage has a price version, and a named amount none", 1, 7, "price_version = NULL");
        row("counted usage has a price version, and a named amount none", 1, 6, "price_version = 1");
        row("a row's price version exists", 1, 7, "price_version = 3");
        row("a call is charged at a price in force when its hold was placed", 1, 4, "price_version = 2");
        row("the cost is usage times price", 1, 7, "price_version = 2");
        row("the cost is usage times price", 1, 7, "input_tokens = input_tokens + 1");
        row("the cost is usage times price", 1, 7, "usage_parts = 'cached_input=1,unit.image=1'");
        row(
                "the reason is uncollected where it cost something and nothing was charged",
                1,
                5,
                "reason_code = 'uncollected'");
        row("the reason is uncollected where it cost something and nothing was charged", 2, 3, "reason_code = 'free'");
        row(
                "nothing stays uncollected before all that was held is charged",
                1,
                10,
                "cost = cost + 5, uncollected = uncollected + 5");
        row("a released hold costs nothing", 1, 5, "held = 0, cost = 5, uncollected = 5, reason_code = 'uncollected'");
    }

    private void addReversals() {
        row("a reversal names the charge that it gives back", 1, 8, "reverses = NULL");
        row("a reversal names the charge that it gives back", 1, 6, "reverses = 4");
        row("a reversal comes after a charge", 1, 8, "reverses = 8");
        row("a reversal comes after a charge", 1, 8, "reverses = -1");
        row("only charges are reversed", 1, 8, "reverses = 1", 1);
        row("reversals never exceed their charge", 1, 8, "amount = 900000000", 6);
    }

    private void addHolds() {
        row("holds are numbered from 1 to last_hold", 1, 5, "hold_no = 99");
        row("holds are numbered from 1 to last_hold", 1, 5, "hold_no = 0");
        row("a hold lives 7 days at most", 1, 5, "would_expire_at = placed_at + interval '8 days'");
        row("a hold lives 7 days at most", 1, 5, "would_expire_at = placed_at");
        row("a hold expires when its time has come", 1, 12, "would_expire_at = created_at + interval '1 min'");
        add(
                "a hold is open or has ended, once",
                "hold",
                1,
                "hold 1",
                "INSERT INTO hold (bucket, account_no, hold_no, amount, placed_at, expires_at, on_expiry, price_list)"
                        + " SELECT bucket, account_no, 1, 0, placed_at, expires_at, on_expiry, price_list FROM hold"
                        + " WHERE account_no = 1");
        add("held is what the open holds set aside", "account", 1, null, update("hold", 1, "amount = amount + 1"));
        add("held is what the open holds set aside", "account", 1, null, "DELETE FROM hold WHERE account_no = 1");
        add(
                "every row can be read",
                "hold",
                1,
                "hold 6",
                update("hold", 1, "expires_at = placed_at + interval '8 days'"));
    }

    private void addLimitsAndKeys() {
        add(
                "a period begins where the calendar of the account's time zone says",
                "limit_use",
                1,
                null,
                update("limit_use", 1, "start = start + interval '1 hour'"));
        String rule = "the use of a limit is what was charged and is held in its period";
        add(rule, "limit_use", 1, null, update("limit_use", 1, "used = used + 1", "period = 'month'"));
        add(rule, "limit_use", 1, null, update("limit_use", 1, "held = held + 1", "period = 'month'"));
        String stands = "a key stands for something that exists";
        add(stands, "key_", 1, null, update("key_", 1, "number = 99", "kind = 'h'"));
        add(stands, "key_", 1, null, update("key_", 1, "number = 99", "kind = 'g'"));
        add(stands, "key_", 1, null, update("key_", 1, "number = 99", "kind = 't'"));
        add(stands, "key_", 1, null, update("key_", 1, "number = 0", "kind = 't'"));
        add(stands, "key_", 1, null, update("key_", 1, "kind = 'a'", "kind = 't'"));
    }

    /** Rows of an account that is not there: before all others, and after them. */
    private void addStrays() {
        for (long account : new long[] {0, 900}) {
            stray("customer", account, null, "external_id = 'stray'", "true");
            stray("grant_", account, "grant 4", "grant_no = 4", "grant_no = 4");
            stray("hold", account, "hold 6", "hold_no = 6", "hold_no = 6");
            stray("transaction_", account, "sequence 13", "sequence = 13", "sequence = 13");
            stray("limit_use", account, null, "key_no = 0", "period = 'month'");
            stray("key_", account, null, "kind = 'h'", "kind = 'h'");
        }
    }

    private void stray(String table, long account, @Nullable String row, String change, String which) {
        add(
                "every row belongs to an account",
                table,
                account,
                row,
                "CREATE TEMP TABLE stray ON COMMIT DROP AS SELECT * FROM " + table + " WHERE account_no = 1 AND "
                        + which + " LIMIT 1",
                "UPDATE stray SET bucket = " + (account == 0 ? 0 : 99) + ", account_no = " + account + ", " + change,
                "INSERT INTO " + table + " SELECT * FROM stray");
    }

    private void row(String rule, long account, long sequence, String change) {
        row(rule, account, sequence, change, sequence);
    }

    private void row(String rule, long account, long sequence, String change, long named) {
        add(
                rule,
                "transaction_",
                account,
                "sequence " + named,
                update("transaction_", account, change, "sequence = " + sequence));
    }

    private static String update(String table, long account, String change) {
        return "UPDATE " + table + " SET " + change + " WHERE account_no = " + account;
    }

    private static String update(String table, long account, String change, String where) {
        return update(table, account, change) + " AND " + where;
    }
}

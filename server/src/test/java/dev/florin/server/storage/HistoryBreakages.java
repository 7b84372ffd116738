package dev.florin.server.storage;

import org.jspecify.annotations.Nullable;

/** What a hand in the database can do to the history of {@link FilledBooks}, and to holds, limits and keys. */
final class HistoryBreakages {
    private final BreakageList list;

    HistoryBreakages(BreakageList list) {
        this.list = list;
    }

    void add() {
        addRows();
        addSpending();
        addLosses();
        addReversals();
        addHolds();
        addLimitsAndKeys();
        addGatewayKeys();
        addStrays();
    }

    private void addRows() {
        list.row("sequences count from 1 without gaps", 1, 7, "sequence = 70", 8);
        list.add(
                "sequences count from 1 without gaps",
                "transaction_",
                1,
                "sequence 6",
                "DELETE FROM transaction_ WHERE account_no = 1 AND sequence = 5");
        list.row("no row is older than the one before it", 1, 5, "created_at = created_at - interval '1 day'");
        list.add(
                "a row's amount has the sign of its type",
                "transaction_",
                1,
                "sequence 6",
                "ALTER TABLE transaction_ DROP CONSTRAINT transaction_whole",
                BreakageList.update("transaction_", 1, "amount = -amount", "sequence = 6"));
        list.row("each type of row has its house account", 1, 6, "house = 'loss'");
        list.row("balance_after is the balance before and the amount", 1, 6, "balance_after = balance_after + 1");
        list.row("each row carries the hash of itself and the row before it", 1, 6, "actor = 'somebody else'");
        list.row("each row carries the hash of itself and the row before it", 1, 6, "hash = sha256(hash)");
        list.row("each row carries the hash of itself and the row before it", 1, 6, "text_digest = sha256('')");
        list.add(
                "the words beside a row are those of its digest",
                "transaction_text",
                1,
                "sequence 7",
                BreakageList.update(
                        "transaction_text", 1, "metadata = '{\"user\":\"somebody else\"}'", "sequence = 7"));
        list.add(
                "every row can be read",
                "transaction_",
                1,
                "sequence 7",
                BreakageList.update("transaction_text", 1, "metadata = 'user'", "sequence = 7"));
        list.add(
                "words stand beside a row",
                "transaction_text",
                1,
                "sequence 99",
                "INSERT INTO transaction_text SELECT bucket, account_no, 99, 'words', NULL, '{}', salt FROM transaction_text"
                        + " WHERE account_no = 1 AND sequence = 7");
    }

    private void addSpending() {
        list.row("a row says what was spent on if and only if it is about a call", 1, 1, "cost = 0, uncollected = 0");
        list.row("a row says what was spent on if and only if it is about a call", 1, 5, "cost = NULL");
        list.row("a reason code stands where nothing was charged", 1, 6, "reason_code = 'free'");
        list.row("a reason code stands where nothing was charged", 1, 5, "reason_code = NULL");
        list.row(
                "only calls end holds",
                1,
                1,
                "hold_no = 50, hold_end = 'released', held = 0, placed_at = created_at,"
                        + " would_expire_at = created_at + interval '1 min'");
        list.add(
                "what was charged is the cost less what stayed uncollected",
                "transaction_",
                1,
                "sequence 6",
                "ALTER TABLE transaction_ DROP CONSTRAINT transaction_whole",
                BreakageList.update("transaction_", 1, "cost = cost + 1", "sequence = 6"));
        list.row("counted usage has a price version, and a named amount none", 1, 7, "price_version = NULL");
        list.row("counted usage has a price version, and a named amount none", 1, 6, "price_version = 1");
        list.row("a row's price version exists", 1, 7, "price_version = 3");
        list.row("a call is charged at a price in force when its hold was placed", 1, 4, "price_version = 2");
        list.row("the cost is usage times price", 1, 7, "price_version = 2");
        list.row("the cost is usage times price", 1, 7, "input_tokens = input_tokens + 1");
        list.row("the cost is usage times price", 1, 7, "usage_parts = 'cached_input=1,unit.image=1'");
        list.row(
                "the reason is uncollected where it cost something and nothing was charged",
                1,
                5,
                "reason_code = 'uncollected'");
        list.row(
                "the reason is uncollected where it cost something and nothing was charged",
                2,
                3,
                "reason_code = 'free'");
        list.row(
                "nothing stays uncollected before all that was held is charged",
                1,
                10,
                "cost = cost + 5, uncollected = uncollected + 5");
        list.row("of a released hold nothing is charged", 1, 4, "hold_end = 'released'");
        list.row("a released hold costs something only where its call went wrong", 5, 6, "reason_code = 'released'");
        list.row(
                "the reason is uncollected where it cost something and nothing was charged",
                5,
                6,
                "reason_code = 'uncollected'");
        list.row("each row carries the hash of itself and the row before it", 5, 6, "user_ = 'u2'");
        list.row("each row carries the hash of itself and the row before it", 5, 6, "user_ = NULL");
    }

    private void addLosses() {
        String sum = "the loss is what the rows of its day say that nobody paid";
        list.account(sum, 5, "loss = loss + 1");
        list.account(sum, 2, "loss_row = loss_row + 1");
        list.row("a loss is counted on the day on which it arose", 5, 6, "created_at = created_at + interval '2 days'");
    }

    private void addReversals() {
        list.row("a reversal names the charge that it gives back", 1, 8, "reverses = NULL");
        list.row("a reversal names the charge that it gives back", 1, 6, "reverses = 4");
        list.row("a reversal comes after a charge", 1, 8, "reverses = 8");
        list.row("a reversal comes after a charge", 1, 8, "reverses = -1");
        list.row("only charges are reversed", 1, 8, "reverses = 1", 1);
        list.row("reversals never exceed their charge", 1, 8, "amount = 900000000", 6);
    }

    private void addHolds() {
        list.row("holds are numbered from 1 to last_hold", 1, 5, "hold_no = 99");
        list.row("holds are numbered from 1 to last_hold", 1, 5, "hold_no = 0");
        list.row("a hold lives 7 days at most", 1, 5, "would_expire_at = placed_at + interval '8 days'");
        list.row("a hold lives 7 days at most", 1, 5, "would_expire_at = placed_at");
        list.row("a hold expires when its time has come", 1, 12, "would_expire_at = created_at + interval '1 min'");
        list.add(
                "a hold is open or has ended, once",
                "hold",
                1,
                "hold 1",
                "INSERT INTO hold (bucket, account_no, hold_no, amount, placed_at, expires_at, on_expiry, price_list)"
                        + " SELECT bucket, account_no, 1, 0, placed_at, expires_at, on_expiry, price_list FROM hold"
                        + " WHERE account_no = 1");
        list.add(
                "held is what the open holds set aside",
                "account",
                1,
                null,
                BreakageList.update("hold", 1, "amount = amount + 1"));
        list.add("held is what the open holds set aside", "account", 1, null, "DELETE FROM hold WHERE account_no = 1");
        list.add(
                "every row can be read",
                "hold",
                1,
                "hold 6",
                BreakageList.update("hold", 1, "expires_at = placed_at + interval '8 days'"));
    }

    private void addLimitsAndKeys() {
        list.add(
                "a period begins where the calendar of the account's time zone says",
                "limit_use",
                1,
                null,
                BreakageList.update("limit_use", 1, "start = start + interval '1 hour'"));
        String rule = "the use of a limit is what was charged and is held in its period";
        list.add(
                rule, "limit_use", 1, null, BreakageList.update("limit_use", 1, "used = used + 1", "period = 'month'"));
        list.add(
                rule, "limit_use", 1, null, BreakageList.update("limit_use", 1, "held = held + 1", "period = 'month'"));
        String stands = "a key stands for something that exists";
        list.add(stands, "key_", 1, null, BreakageList.update("key_", 1, "number = 99", "kind = 'h'"));
        list.add(stands, "key_", 1, null, BreakageList.update("key_", 1, "number = 99", "kind = 'g'"));
        list.add(stands, "key_", 1, null, BreakageList.update("key_", 1, "number = 99", "kind = 't'"));
        list.add(stands, "key_", 1, null, BreakageList.update("key_", 1, "number = 0", "kind = 't'"));
        list.add(stands, "key_", 1, null, BreakageList.update("key_", 1, "kind = 'a'", "kind = 't'"));
    }

    private void addGatewayKeys() {
        String row = "key 1";
        list.add(
                "gateway keys count from 1 without gaps",
                "gateway_key",
                5,
                "key 2",
                BreakageList.update("gateway_key", 5, "key_no = 2"));
        list.add(
                "a deleted account's gateway keys are revoked and have no name",
                "gateway_key",
                4,
                row,
                BreakageList.update("gateway_key", 4, "revoked_at = NULL"));
        list.add(
                "a deleted account's gateway keys are revoked and have no name",
                "gateway_key",
                4,
                row,
                BreakageList.update("gateway_key", 4, "name = 'Bob''s laptop'"));
        list.add(
                "a limit is of the account or of one of its keys",
                "limit_use",
                5,
                null,
                BreakageList.update("limit_use", 5, "key_no = 2"));
        String use = "the use of a limit is what was charged and is held in its period";
        list.add(use, "limit_use", 5, null, BreakageList.update("limit_use", 5, "used = used - 1"));
        list.add(use, "limit_use", 5, null, BreakageList.update("limit_use", 5, "held = held + 1"));
        list.add(use, "limit_use", 5, null, BreakageList.update("hold", 5, "key_no = 0"));
        list.row("a call's key is one of the account's", 5, 5, "key_no = 2");
        list.add(
                "a call's key is one of the account's",
                "hold",
                5,
                "hold 2",
                BreakageList.update("hold", 5, "key_no = 2"));
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
        list.add(
                "every row belongs to an account",
                table,
                account,
                row,
                "CREATE TEMP TABLE stray ON COMMIT DROP AS SELECT * FROM " + table + " WHERE account_no = 1 AND "
                        + which + " LIMIT 1",
                "UPDATE stray SET bucket = " + (account == 0 ? 0 : 99) + ", account_no = " + account + ", " + change,
                "INSERT INTO " + table + " SELECT * FROM stray");
    }
}

package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.postgresql.util.PSQLException;

/** The database itself refuses what payments can never be: each of its constraints is tried. */
class PaymentConstraintsTest {
    private static final Teller TELLER = new Teller();

    /** What breaks each constraint, in the books of {@link FilledPayments}. */
    private static final Map<String, String> BREAKING = new TreeMap<>();

    static {
        FilledPayments.eve(TELLER);
        ofAccounts();
        ofTopUps();
        ofMoneyThatGoesBack();
        ofBonuses();
        ofRecharge();
    }

    private static void breaks(String constraint, String table, String change) {
        BREAKING.put(constraint, "UPDATE " + table + " SET " + change);
    }

    private static void ofAccounts() {
        breaks("account_stripe_plan", "account", "stripe_plan = 'gold'");
        breaks("account_claimed_not_negative", "account", "claimed = -1");
        breaks("account_watched_whole", "account", "recharge_allowance = NULL");
        breaks(
                "account_due_only_where_watched",
                "account",
                "recharge_threshold = NULL, recharge_allowance = NULL, recharge_look_at = now()");
        breaks("setting_is_one_row", "setting", "only_row = false");
    }

    private static void ofTopUps() {
        breaks("top_up_kind", "top_up", "kind = 'gift'");
        breaks("top_up_state", "top_up", "state = 'lost', ended_at = NULL, grant_no = NULL WHERE top_up_no = 1");
        breaks("top_up_amount", "top_up", "amount = amount + 1");
        breaks("top_up_brings_credit_when_paid", "top_up", "grant_no = 5 WHERE top_up_no = 3");
        breaks("top_up_ends", "top_up", "ended_at = NULL WHERE top_up_no = 1");
        breaks("top_up_paid_by_a_payment", "top_up", "payment = NULL WHERE top_up_no = 1");
        breaks("top_up_automatic_by_card", "top_up", "kind = 'automatic' WHERE top_up_no = 3");
        breaks("top_up_of_a_payment", "top_up", "payment = 'pi_1' WHERE top_up_no = 2");
        breaks("top_up_of_a_grant", "top_up", "grant_no = 1 WHERE top_up_no = 2");
        String open = "state = 'asking', ended_at = NULL, grant_no = NULL";
        breaks("top_up_one_under_way", "top_up", open + " WHERE top_up_no < 3");
        breaks("top_up_one_checkout", "top_up", open + ", card = NULL WHERE top_up_no = 1");
        again("top_up_pk", "top_up");
    }

    private static void ofMoneyThatGoesBack() {
        breaks("refund_state", "refund", "state = 'gone'");
        breaks("refund_money_positive", "refund", "money = 0");
        again("refund_pk", "refund");
        BREAKING.put(
                "refund_called",
                "INSERT INTO refund SELECT bucket, account_no, 2, payment, top_up_no, money, parts, made_at_stripe, stripe_id,"
                        + " state, opened_at FROM refund");
        breaks("dispute_state", "dispute", "state = 'gone'");
        again("dispute_pk", "dispute");
        BREAKING.put(
                "dispute_called",
                "INSERT INTO dispute SELECT bucket, account_no, 2, stripe_id, payment, parts, state, opened_at FROM dispute");
        for (String table : new String[] {"claim", "debt"}) {
            breaks(table + "_cause", table, "cause = 'x'");
            breaks(table + "_positive", table, "amount = 0");
            again(table + "_pk", table);
        }
    }

    private static void ofBonuses() {
        breaks("bonus_period", "bonus", "end_at = start_at");
        breaks("bonus_taken_within_granted", "bonus", "taken = granted + 1");
        breaks("bonus_above_zero_has_a_grant", "bonus", "grant_no = NULL");
        again("bonus_pk", "bonus");
        BREAKING.put(
                "bonus_of_a_grant",
                "INSERT INTO bonus SELECT bucket, account_no, invoice, 'il_9', payment, start_at, end_at, granted, taken,"
                        + " grant_no FROM bonus");
    }

    private static void ofRecharge() {
        breaks("recharge_pause", "recharge", "pause = 'tired'");
        breaks("recharge_threshold_range", "recharge", "threshold = 990000000");
        breaks("recharge_target_range", "recharge", "target = 1000010000000");
        breaks("recharge_target_above_threshold", "recharge", "target = threshold + 4990000000");
        breaks("recharge_monthly_limit_usable", "recharge", "monthly_limit = 4990000000");
        breaks("recharge_month_not_negative", "recharge", "month_charged = -1");
        again("recharge_pk", "recharge");
        again("recharge_consent_pk", "recharge_consent");
        again("setting_pk", "setting");
    }

    private static void again(String constraint, String table) {
        BREAKING.put(constraint, "INSERT INTO " + table + " SELECT * FROM " + table);
    }

    @AfterAll
    static void close() {
        TELLER.close();
    }

    @TestFactory
    Stream<DynamicTest> whatCannotBeIsRefusedByName() {
        return BREAKING.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    PSQLException refused = assertThrows(PSQLException.class, () -> run(each.getValue()));
                    assertEquals(
                            each.getKey(),
                            refused.getServerErrorMessage() == null
                                    ? refused.getMessage()
                                    : refused.getServerErrorMessage().getConstraint());
                }));
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = TELLER.test().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL search_path TO florin");
            statement.execute(sql);
            connection.rollback();
        }
    }

    /** Every constraint and unique index of the tables of payments, but those that nothing can break. */
    @Test
    void noConstraintIsLeftOut() throws SQLException {
        Set<String> there = new TreeSet<>();
        try (Connection connection = TELLER.test().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
                         WHERE c.connamespace = 'florin'::regnamespace AND c.contype IN ('c', 'u', 'p')
                           AND t.relname IN ('top_up', 'refund', 'dispute', 'bonus', 'claim', 'debt', 'recharge',
                                             'recharge_consent', 'setting')
                        UNION
                        SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                          JOIN pg_class t ON t.oid = x.indrelid
                         WHERE x.indisunique AND t.relnamespace = 'florin'::regnamespace
                           AND t.relname IN ('top_up', 'refund', 'dispute', 'bonus')\
                        """)) {
            while (row.next()) {
                there.add(row.getString(1));
            }
        }
        there.removeAll(BREAKING.keySet());
        assertEquals(Set.of(), there);
    }
}

package dev.florin.server.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Proves what is kept about payments against the accounts, the grants and the history. */
final class PurchaseProof {
    /**
     * One rule.
     *
     * @param table where a broken row lies
     * @param unit what its number counts; empty where there is none
     * @param rule what must hold
     * @param sql reads bucket, account, number, what was expected and what is there, of every row that breaks it
     */
    private record Rule(String table, String unit, String rule, String sql) {}

    private static final List<Rule> RULES = List.of(
            new Rule("account", "", "owed is the sum of the debts", """
                    SELECT a.bucket, a.account_no, 0, coalesce(sum(d.amount), 0)::text, a.owed::text
                      FROM account a LEFT JOIN debt d ON d.bucket = a.bucket AND d.account_no = a.account_no
                     GROUP BY a.bucket, a.account_no, a.owed HAVING coalesce(sum(d.amount), 0) <> a.owed\
                    """),
            new Rule("account", "", "claimed is the sum of the claims", """
                    SELECT a.bucket, a.account_no, 0, coalesce(sum(c.amount), 0)::text, a.claimed::text
                      FROM account a LEFT JOIN claim c ON c.bucket = a.bucket AND c.account_no = a.account_no
                     GROUP BY a.bucket, a.account_no, a.claimed HAVING coalesce(sum(c.amount), 0) <> a.claimed\
                    """),
            new Rule("top_up", "top_up", "a paid top-up has brought its amount, once", """
                    SELECT u.bucket, u.account_no, u.top_up_no, u.amount::text, coalesce(sum(t.amount)::text, 'nothing')
                      FROM top_up u
                      LEFT JOIN grant_ g ON g.bucket = u.bucket AND g.account_no = u.account_no AND g.grant_no = u.grant_no
                                        AND g.kind = 'paid' AND g.amount = u.amount AND g.source = u.payment
                      LEFT JOIN transaction_ t ON t.bucket = g.bucket AND t.account_no = g.account_no
                                              AND t.type = CASE u.kind WHEN 'automatic' THEN 'auto_recharge' ELSE 'top_up' END
                                              AND t.source = u.payment
                     WHERE u.state = 'succeeded'
                     GROUP BY u.bucket, u.account_no, u.top_up_no, u.amount
                    HAVING count(t.amount) <> 1 OR sum(t.amount) <> u.amount\
                    """),
            new Rule("transaction_", "sequence", "credit that was bought has its top-up", """
                    SELECT t.bucket, t.account_no, t.sequence, 'a top-up paid by ' || t.source, 'none'
                      FROM transaction_ t
                     WHERE t.type IN ('top_up', 'auto_recharge')
                       AND NOT EXISTS (SELECT FROM top_up u WHERE u.bucket = t.bucket AND u.account_no = t.account_no
                                          AND u.payment = t.source AND u.state = 'succeeded')\
                    """),
            new Rule("bonus", "grant", "a bonus has its grant", """
                    SELECT b.bucket, b.account_no, b.grant_no, b.granted::text, coalesce(g.amount::text, 'none')
                      FROM bonus b
                      LEFT JOIN grant_ g ON g.bucket = b.bucket AND g.account_no = b.account_no AND g.grant_no = b.grant_no
                     WHERE b.granted > 0 AND (g.kind IS DISTINCT FROM 'bonus' OR g.amount <> b.granted OR g.source <> b.invoice)\
                    """),
            new Rule("recharge", "", "auto-recharge is watched while it is on, by its own threshold", """
                    SELECT a.bucket, a.account_no, 0, CASE WHEN r.enabled THEN r.threshold::text ELSE 'none' END,
                           coalesce(a.recharge_threshold::text, 'none')
                      FROM account a LEFT JOIN recharge r ON r.bucket = a.bucket AND r.account_no = a.account_no
                     WHERE a.recharge_threshold IS DISTINCT FROM CASE WHEN r.enabled THEN r.threshold END\
                    """));

    private PurchaseProof() {}

    /** Throws the first broken rule. The connection reads one moment. */
    static void prove(Connection connection) throws SQLException, BrokenRule {
        for (Rule rule : RULES) {
            record Broken(long account, long number, String expected, String actual) {}
            List<Broken> broken = Database.all(
                    connection,
                    rule.sql + " LIMIT 1",
                    row -> new Broken(row.getLong(2), row.getLong(3), row.getString(4), row.getString(5)));
            if (!broken.isEmpty()) {
                Broken first = broken.getFirst();
                Expectation of = new Expectation(first.account);
                throw (rule.unit.isEmpty() ? of.at(rule.table) : of.at(rule.table, rule.unit, first.number))
                        .broken(rule.rule, first.expected, first.actual);
            }
        }
    }
}

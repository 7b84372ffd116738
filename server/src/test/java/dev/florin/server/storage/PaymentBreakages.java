package dev.florin.server.storage;

/** What a hand in the database can do to payments, and the rule that it breaks. */
final class PaymentBreakages {
    private static final long EVE = 7;

    private PaymentBreakages() {}

    static void add(BreakageList list) {
        String paid = "a paid top-up has brought its amount, once";
        addTopUp(list, paid, "amount = amount + 10000000");
        addTopUp(list, paid, "payment = 'pi_9'");
        addTopUp(list, paid, "kind = 'automatic'");
        addTopUp(list, paid, "grant_no = 9");
        list.add(
                "credit that was bought has its top-up",
                "transaction_",
                EVE,
                "sequence 1",
                BreakageList.update("top_up", EVE, "state = 'failed', grant_no = NULL", "top_up_no = 1"));
        list.add(
                "credit that was bought has its top-up",
                "transaction_",
                EVE,
                "sequence 1",
                "DELETE FROM top_up WHERE account_no = 7 AND top_up_no = 1");
        String bonus = "a bonus has its grant";
        list.add(bonus, "bonus", EVE, "grant 3", BreakageList.update("bonus", EVE, "granted = granted + 1"));
        list.add(bonus, "bonus", EVE, "grant 2", BreakageList.update("bonus", EVE, "grant_no = 2"));
        list.add(bonus, "bonus", EVE, "grant 3", BreakageList.update("bonus", EVE, "invoice = 'in_9'"));
        String debts = "owed is the sum of the debts";
        list.add(debts, "account", EVE, null, BreakageList.update("debt", EVE, "amount = amount + 1"));
        list.add(debts, "account", EVE, null, "DELETE FROM debt WHERE account_no = 7");
        String claims = "claimed is the sum of the claims";
        list.add(claims, "account", EVE, null, BreakageList.update("claim", EVE, "amount = amount + 1"));
        list.add(claims, "account", EVE, null, "DELETE FROM claim WHERE account_no = 7");
        list.account(claims, EVE, "claimed = claimed - 1");
        String watched = "auto-recharge is watched while it is on, by its own threshold";
        list.add(watched, "recharge", EVE, null, BreakageList.update("recharge", EVE, "enabled = false"));
        list.add(watched, "recharge", EVE, null, BreakageList.update("recharge", EVE, "threshold = 6000000000"));
        list.add(watched, "recharge", EVE, null, "DELETE FROM recharge WHERE account_no = 7");
        list.add(
                watched,
                "recharge",
                EVE,
                null,
                BreakageList.update(
                        "account",
                        EVE,
                        "recharge_threshold = NULL, recharge_allowance = NULL, recharge_look_at = NULL"));
    }

    private static void addTopUp(BreakageList list, String rule, String change) {
        list.add(rule, "top_up", EVE, "top_up 1", BreakageList.update("top_up", EVE, change, "top_up_no = 1"));
    }
}

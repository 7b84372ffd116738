package dev.florin.server.notices;

import dev.florin.core.purchases.PauseReason;

/** The words of the letters. Each says what happened, whether anything was charged, and what can be done. */
final class LetterTexts {
    private LetterTexts() {}

    static Letter confirmation(String amount) {
        return Letter.of(
                "Please confirm your payment of " + amount,
                "Your bank asks you to confirm the payment of " + amount + " for AI credit.",
                "Nothing is charged until you do. If it was not you, do nothing: the payment ends by itself.");
    }

    static Letter declined(String amount, String next) {
        return Letter.of(
                "Auto-recharge: your card was declined",
                "We have tried to charge " + amount + " to your card, and your bank has declined it."
                        + " Nothing was charged." + next,
                "You can add balance with another card, or save a new one, at any time.");
    }

    static Letter paused(PauseReason pause) {
        return Letter.of("Auto-recharge is paused", why(pause), "Your balance stays as it is. " + whatToDo(pause));
    }

    private static String why(PauseReason pause) {
        return switch (pause) {
            case DECLINED -> "Your card was declined, so we do not charge it again by ourselves.";
            case AUTHENTICATION_REQUIRED -> "Your bank asks you to confirm charges to your card yourself.";
            case NO_PAYMENT_METHOD -> "There is no saved card that we could charge.";
            case FELL_WITHOUT_USE ->
                "Your balance has fallen otherwise than by use, a refund for one. We do not charge your card for that by"
                        + " ourselves.";
            case MONTHLY_LIMIT -> "The monthly limit that you have set for automatic charges is reached.";
            case AMOUNT_OWED -> "Credit went back that had been spent already, so an amount is owed.";
            case DISPUTE -> "A payment of yours is in dispute.";
            case SUBSCRIPTION_ENDED -> "Your Pro subscription has ended.";
            case ACCOUNT_FROZEN -> "Your account was frozen.";
            case STOPPED_BY_OPERATOR -> "Automatic charges are stopped for everybody at the moment.";
        };
    }

    private static String whatToDo(PauseReason pause) {
        return switch (pause) {
            case DECLINED, NO_PAYMENT_METHOD -> "It goes on when you save a new card, or when you switch it on again.";
            case AUTHENTICATION_REQUIRED ->
                "Add balance yourself and confirm it, save another card, or switch auto-recharge on again.";
            case FELL_WITHOUT_USE -> "It goes on when you switch it on again.";
            case MONTHLY_LIMIT -> "It goes on next month, or when you set a higher limit.";
            case AMOUNT_OWED -> "It goes on when the amount is paid: add balance to do so.";
            case DISPUTE -> "It goes on when the dispute is over.";
            case SUBSCRIPTION_ENDED -> "It goes on when you subscribe again.";
            case ACCOUNT_FROZEN -> "Please ask our support.";
            case STOPPED_BY_OPERATOR -> "It goes on by itself; meanwhile you can add balance yourself.";
        };
    }

    static Letter cardExpires(String card, String month) {
        return Letter.of(
                "Your card expires at the end of " + month,
                "Auto-recharge charges your " + card + ", which expires at the end of " + month + ".",
                "Save a new card before that, so that your AI features do not stop.");
    }

    static Letter disputed(String amount) {
        return Letter.of(
                "Your payment of " + amount + " is in dispute",
                "Your bank has told us that your payment of " + amount + " is disputed.",
                "While a payment is disputed, what is left of its credit is set aside, and nothing can be bought. Other credit can"
                        + " be spent. If it was a mistake, please tell your bank.");
    }

    static Letter askedAbout(String amount) {
        return Letter.of(
                "Your bank asks about your payment of " + amount,
                "Your bank has asked us about your payment of " + amount + " for AI credit.",
                "Nothing changes for now. If you know the payment, please tell your bank, so that it need not be disputed.");
    }

    static Letter refunded(String back, String payment) {
        return Letter.of(
                "Refund of your payment of " + payment,
                back + " of your payment of " + payment + " goes back to the card that you paid with.",
                "Banks take 5 to 10 days until it can be seen there.");
    }

    static Letter refundFailed(String amount) {
        return Letter.of(
                "Your refund of " + amount + " did not arrive",
                "Your bank has not taken the refund of " + amount + ". The credit is in your balance again.",
                "Please ask our support how it can be paid back to you.");
    }

    static Letter subscriptionEnded(String balance) {
        return Letter.of(
                "Your Pro subscription has ended",
                "AI features and buying credit have stopped; automatic charges have, too.",
                "Your balance of " + balance
                        + " stays yours, does not expire, and works again when you subscribe again.");
    }

    static Letter balance(String how, String balance, boolean automatic) {
        return Letter.of(
                        "Your AI credit is " + how,
                        automatic
                                ? "Auto-recharge is on: it adds to your balance as you have set it up."
                                : "AI features stop when nothing is left. Nothing is charged automatically.")
                .with("Balance", balance);
    }

    static Letter unusual(String spent, String usual) {
        return Letter.of(
                "Unusual spending today",
                "Today more than " + spent + " of AI credit has been used; on your other days it is " + usual
                        + " on average.",
                "If that is not what you expect, see in the activity what it was, and set a spending limit or revoke a key.");
    }

    static Letter limit(String period, String percent) {
        String limit = "spending limit for the " + period;
        return percent.equals("100")
                ? Letter.of(
                        "Your " + limit + " is reached",
                        "AI features wait until the next " + period + ", or until the limit is raised.")
                : Letter.of(
                        percent + " % of your " + limit + " are used", "AI features go on until the limit is reached.");
    }

    /** Of the gateway key that its owner calls {@code key}. */
    static Letter keyLimit(String key, String period, String percent) {
        boolean forEver = period.equals("total");
        String limit =
                "spending limit" + (forEver ? "" : " for the " + period) + " of your key \u201c" + key + "\u201d";
        return percent.equals("100")
                ? Letter.of(
                        "The " + limit + " is reached",
                        "Calls with this key wait until " + (forEver ? "" : "the next " + period + ", or until ")
                                + "its limit is raised.")
                : Letter.of(
                        percent + " % of the " + limit + " are used", "Calls with this key go on until it is reached.");
    }

    /** To staff. */
    static Letter question(String ticket, String text) {
        return written("Question " + ticket, text);
    }

    /** To whoever asked. */
    static Letter answer(String ticket, String text) {
        return written(
                "Answer to your question " + ticket,
                text + "\n\nPlease answer on our page: mails to this address are not read.");
    }

    /** What somebody has written, a paragraph a line. */
    private static Letter written(String subject, String text) {
        return Letter.of(
                subject,
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toArray(String[]::new));
    }
}

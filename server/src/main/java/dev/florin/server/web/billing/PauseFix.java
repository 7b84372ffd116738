package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import dev.florin.core.purchases.PauseReason;
import dev.florin.core.purchases.Recharge;
import dev.florin.server.payments.RechargeWords;
import java.util.Optional;

/**
 * Why auto-recharge is paused, in plain words, and what ends the pause.
 *
 * @param label of the button; empty where there is nothing to be done
 * @param href where it leads; empty where the button goes on with the same numbers
 */
public record PauseFix(String code, String text, String label, String href) {
    static Optional<PauseFix> of(Facts facts) {
        Recharge recharge = facts.recharge();
        PauseReason pause = facts.pause();
        return recharge == null || pause == null ? Optional.empty() : Optional.of(of(facts, recharge, pause));
    }

    private static PauseFix of(Facts facts, Recharge recharge, PauseReason pause) {
        return switch (pause) {
            case DECLINED ->
                fix(
                        pause,
                        "Your bank declined the card. Use another card, or go on with this one once it is in order.",
                        "Go on with this card",
                        "");
            case AUTHENTICATION_REQUIRED ->
                fix(
                        pause,
                        "Your bank wants you to confirm. Add balance once by hand and confirm it, then go on.",
                        "Add balance and confirm",
                        AddPage.PATH);
            case NO_PAYMENT_METHOD ->
                fix(pause, "There is no saved payment method to charge.", "Add a payment method", CardPages.PATH);
            case MONTHLY_LIMIT ->
                fix(
                        pause,
                        "Your monthly limit is reached. It goes on by itself next month, or with a higher limit now.",
                        "Change the limit",
                        RechargePage.PATH);
            case AMOUNT_OWED ->
                fix(
                        pause,
                        "Something is owed. Adding balance pays it, and then it goes on by itself.",
                        "Add balance",
                        AddPage.PATH);
            case FELL_WITHOUT_USE -> fell(facts, recharge, pause);
            case DISPUTE ->
                fix(pause, "A payment is in dispute at your bank. It goes on when that is settled.", "", "");
            case SUBSCRIPTION_ENDED ->
                fix(
                        pause,
                        "It needs an active Pro subscription. Your balance stays, and so do these settings.",
                        "Upgrade to Pro",
                        PlanPages.UPGRADE);
            case ACCOUNT_FROZEN -> fix(pause, "The account is frozen. Please ask support.", "", "");
            case STOPPED_BY_OPERATOR ->
                fix(
                        pause,
                        "Automatic charges are stopped for everybody at the moment. You need not do anything.",
                        "",
                        "");
        };
    }

    private static PauseFix fell(Facts facts, Recharge recharge, PauseReason pause) {
        Amount due = RechargePreview.dueNow(facts, recharge.numbers());
        return fix(
                pause,
                "Your balance fell, but not by use: through a refund, a dispute or an expiry. So we did not charge by ourselves.",
                due.isZero() ? "Go on" : "Charge " + RechargeWords.dollars(due) + " and go on",
                "");
    }

    private static PauseFix fix(PauseReason pause, String text, String label, String href) {
        return new PauseFix(pause.code(), text, label, href);
    }
}

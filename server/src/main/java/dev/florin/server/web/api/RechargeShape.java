package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Plan;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.PauseReason;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.web.http.JsonOut;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Auto-recharge as the API writes it, with the sentence that says what it does. */
final class RechargeShape {
    private RechargeShape() {}

    static void write(JsonOut out, Account account, @Nullable Recharge recharge, boolean stopped, Instant now) {
        if (recharge == null) {
            out.object()
                    .text("object", "auto_recharge")
                    .flag("enabled", false)
                    .amount("threshold", null)
                    .amount("target", null)
                    .amount("monthly_limit", null)
                    .text("status", "off")
                    .text("paused_reason", null)
                    .amount("recharged_this_month", Amount.ZERO)
                    .amount("next_charge_estimate", null)
                    .text("sentence", "Auto-recharge is off.")
                    .nothing("consent")
                    .end();
            return;
        }
        RechargeNumbers numbers = recharge.numbers();
        PauseReason pause = recharge.enabled() ? pause(account, recharge, stopped, now) : null;
        boolean thisMonth = now.isBefore(recharge.month().end());
        out.object()
                .text("object", "auto_recharge")
                .flag("enabled", recharge.enabled())
                .amount("threshold", numbers.threshold())
                .amount("target", numbers.target())
                .amount("monthly_limit", numbers.monthlyLimit())
                .text("status", !recharge.enabled() ? "off" : pause == null ? "on" : "paused")
                .text("paused_reason", pause == null ? null : pause.code())
                .amount("recharged_this_month", thisMonth ? recharge.month().charged() : Amount.ZERO)
                .amount("next_charge_estimate", recharge.enabled() && pause == null ? estimate(numbers) : null)
                .text("sentence", sentence(recharge, pause));
        out.object("consent")
                .text("version", recharge.consent().version())
                .time("at", recharge.consent().at())
                .end()
                .end();
    }

    /** As it was written down, or as the account stands where nothing was due yet. */
    private static @Nullable PauseReason pause(Account account, Recharge recharge, boolean stopped, Instant now) {
        if (recharge.pause() != null) {
            return recharge.pause();
        }
        if (account.frozen()) {
            return PauseReason.ACCOUNT_FROZEN;
        }
        if (account.plan(now) != Plan.PRO) {
            return PauseReason.SUBSCRIPTION_ENDED;
        }
        return stopped ? PauseReason.STOPPED_BY_OPERATOR : null;
    }

    /** A little more than from the threshold to the target, and at most what is charged at once. */
    private static Amount estimate(RechargeNumbers numbers) {
        return numbers.target().minus(numbers.threshold()).min(TopUp.MOST);
    }

    private static String sentence(Recharge recharge, @Nullable PauseReason pause) {
        RechargeNumbers numbers = recharge.numbers();
        if (!recharge.enabled()) {
            return "Auto-recharge is off.";
        }
        if (pause != null) {
            return "Auto-recharge is paused: " + words(pause);
        }
        Amount limit = numbers.monthlyLimit();
        return "When your balance falls below $" + dollars(numbers.threshold())
                + ", your saved card is charged so that it is $" + dollars(numbers.target()) + " again"
                + (limit == null ? "." : ", at most $" + dollars(limit) + " a month.");
    }

    private static String words(PauseReason pause) {
        return switch (pause) {
            case DECLINED -> "your card was declined.";
            case AUTHENTICATION_REQUIRED -> "your bank asks you to confirm.";
            case MONTHLY_LIMIT -> "your monthly limit is reached.";
            case AMOUNT_OWED -> "something is owed.";
            case FELL_WITHOUT_USE -> "your balance fell otherwise than by use.";
            case DISPUTE -> "a payment is in dispute.";
            case NO_PAYMENT_METHOD -> "there is no saved payment method.";
            case SUBSCRIPTION_ENDED -> "it needs an active Pro subscription.";
            case ACCOUNT_FROZEN -> "the account is frozen.";
            case STOPPED_BY_OPERATOR -> "automatic charges are stopped for everybody at the moment.";
        };
    }

    private static String dollars(Amount amount) {
        return amount.decimal().setScale(2, RoundingMode.UNNECESSARY).toPlainString();
    }
}

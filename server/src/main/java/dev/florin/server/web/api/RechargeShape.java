package dev.florin.server.web.api;

import dev.florin.core.accounts.Account;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.PauseReason;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.web.http.JsonOut;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Auto-recharge as the API writes it, with the sentence that says what it does. */
final class RechargeShape {
    private RechargeShape() {}

    static void write(
            JsonOut out,
            Account account,
            @Nullable Recharge recharge,
            @Nullable String card,
            boolean stopped,
            Instant now) {
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
                    .text("sentence", RechargeWords.sentence(null, null, null, now))
                    .nothing("consent")
                    .end();
            return;
        }
        RechargeNumbers numbers = recharge.numbers();
        PauseReason pause = RechargeWords.pause(account, recharge, stopped, now);
        out.object()
                .text("object", "auto_recharge")
                .flag("enabled", recharge.enabled())
                .amount("threshold", numbers.threshold())
                .amount("target", numbers.target())
                .amount("monthly_limit", numbers.monthlyLimit())
                .text("status", !recharge.enabled() ? "off" : pause == null ? "on" : "paused")
                .text("paused_reason", pause == null ? null : pause.code())
                .amount("recharged_this_month", RechargeWords.usedOfMonth(recharge, now))
                .amount(
                        "next_charge_estimate",
                        recharge.enabled() && pause == null ? RechargeWords.estimate(numbers) : null)
                .text("sentence", RechargeWords.sentence(recharge, pause, card, now));
        out.object("consent")
                .text("version", recharge.consent().version())
                .time("at", recharge.consent().at())
                .end()
                .end();
    }
}

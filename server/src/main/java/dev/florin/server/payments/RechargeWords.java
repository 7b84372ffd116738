package dev.florin.server.payments;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Plan;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.PauseReason;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.PaymentCards;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What auto-recharge does, told to its customer: the same sentences on the pages and from the API. */
public final class RechargeWords {
    private static final String SOME_CARD = "your saved card";

    private RechargeWords() {}

    /** Why nothing is charged although it is on: as it was written down, or as the account stands where nothing was due yet. */
    public static @Nullable PauseReason pause(Account account, Recharge recharge, boolean stopped, Instant now) {
        if (!recharge.enabled()) {
            return null;
        }
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
    public static Amount estimate(RechargeNumbers numbers) {
        return numbers.target().minus(numbers.threshold()).min(TopUp.MOST);
    }

    /** What was charged in the month that is counted now. */
    public static Amount usedOfMonth(Recharge recharge, Instant now) {
        return now.isBefore(recharge.month().end()) ? recharge.month().charged() : Amount.ZERO;
    }

    /**
     * What happens next.
     *
     * @param recharge absent where it was never on
     * @param pause what {@link #pause} said
     * @param card the one that is charged, as {@link #card} calls it; absent where there is none
     */
    public static String sentence(
            @Nullable Recharge recharge, @Nullable PauseReason pause, @Nullable String card, Instant now) {
        if (recharge == null || !recharge.enabled()) {
            return "Nothing is charged automatically. AI stops at $0.00.";
        }
        if (pause != null) {
            return "Auto-recharge is paused: " + reason(pause);
        }
        Amount limit = recharge.numbers().monthlyLimit();
        return promise(recharge.numbers(), card)
                + (limit == null
                        ? ""
                        : " Used " + dollars(usedOfMonth(recharge, now)) + " of " + dollars(limit) + " this month.");
    }

    /** What these numbers mean, whoever chose them or is about to. */
    public static String promise(RechargeNumbers numbers, @Nullable String card) {
        return "When it falls below " + dollars(numbers.threshold()) + " we charge " + (card == null ? SOME_CARD : card)
                + " to bring it up to " + dollars(numbers.target()) + " (about " + dollars(estimate(numbers)) + ").";
    }

    /** The end of a sentence that tells of a pause. */
    public static String reason(PauseReason pause) {
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

    /** A saved method as people know it, such as {@code Visa •••• 4242}. */
    public static String card(PaymentCards.Card card) {
        String brand = card.brand() == null ? card.type().replace('_', ' ') : card.brand();
        String shown = switch (brand) {
            case "amex" -> "American Express";
            case "jcb" -> "JCB";
            case "unionpay" -> "UnionPay";
            default -> brand.isEmpty() ? "Card" : brand.substring(0, 1).toUpperCase(Locale.ROOT) + brand.substring(1);
        };
        return card.last4() == null ? shown : shown + " •••• " + card.last4();
    }

    /** Whole cents, such as {@code $5.00}. */
    public static String dollars(Amount amount) {
        return "$" + String.format(Locale.ROOT, "%,.2f", amount.decimal().setScale(2, RoundingMode.DOWN));
    }
}

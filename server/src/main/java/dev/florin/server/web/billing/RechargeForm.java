package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.server.web.pages.Inputs;
import dev.florin.server.web.pages.Typed;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The numbers of auto-recharge as a customer types them. */
final class RechargeForm {
    private static final Amount USUAL_THRESHOLD = Amount.ofDollars(5);
    private static final Amount USUAL_TARGET = Amount.ofDollars(20);

    static final String THRESHOLD = "threshold";
    static final String TARGET = "target";
    static final String LIMIT = "monthly_limit";
    static final String NO_LIMIT = "no_limit";

    private RechargeForm() {}

    /** The form filled in with what was chosen before, or with what suits most. */
    static Typed of(Facts facts) {
        RechargeNumbers numbers = facts.recharge() == null
                ? new RechargeNumbers(USUAL_THRESHOLD, USUAL_TARGET, RechargeNumbers.usualMonthlyLimit(USUAL_TARGET))
                : facts.recharge().numbers();
        Amount limit = numbers.monthlyLimit();
        return Typed.blank()
                .with("enabled", facts.isRechargeOn() ? "on" : "")
                .with(THRESHOLD, Dollars.field(numbers.threshold()))
                .with(TARGET, Dollars.field(numbers.target()))
                .with(LIMIT, limit == null ? "" : Dollars.field(limit))
                .with(NO_LIMIT, limit == null ? "on" : "");
    }

    /** What was typed, with what is wrong noted in {@code typed}; empty where anything is. */
    static Optional<RechargeNumbers> read(Inputs form, Typed typed) {
        return read(form::text, form.has(NO_LIMIT), typed);
    }

    static Optional<RechargeNumbers> read(UnaryOperator<String> field, boolean noLimit, Typed typed) {
        Amount threshold = Dollars.read(field.apply(THRESHOLD)).orElse(null);
        Amount target = Dollars.read(field.apply(TARGET)).orElse(null);
        if (isOutside(threshold, RechargeNumbers.LEAST_THRESHOLD, RechargeNumbers.MOST_THRESHOLD)) {
            typed.wrong(THRESHOLD, "From $1.00 to $100.00.");
        }
        if (isOutside(target, RechargeNumbers.LEAST_TARGET, RechargeNumbers.MOST_TARGET)) {
            typed.wrong(TARGET, "From $5.00 to $1,000.00.");
        } else if (threshold != null
                && target != null
                && threshold.plus(RechargeNumbers.LEAST_DISTANCE).isMoreThan(target)) {
            typed.wrong(TARGET, "At least $5.00 above the first amount: that is the least we charge.");
        }
        Amount limit = noLimit || target == null ? null : limit(field.apply(LIMIT), target, typed);
        return threshold == null || target == null || !typed.isRight()
                ? Optional.empty()
                : Optional.of(new RechargeNumbers(threshold, target, limit));
    }

    /** Nothing typed is three times the target; none at all must be chosen. */
    private static @Nullable Amount limit(String text, Amount target, Typed typed) {
        if (text.isEmpty()) {
            return RechargeNumbers.usualMonthlyLimit(target);
        }
        Amount limit = Dollars.read(text).orElse(null);
        if (limit == null || RechargeNumbers.LEAST_MONTHLY_LIMIT.isMoreThan(limit)) {
            typed.wrong(LIMIT, "At least $5.00.");
        }
        return limit;
    }

    private static boolean isOutside(@Nullable Amount amount, Amount least, Amount most) {
        return amount == null || least.isMoreThan(amount) || amount.isMoreThan(most);
    }
}

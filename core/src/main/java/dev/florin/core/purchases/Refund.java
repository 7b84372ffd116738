package dev.florin.core.purchases;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Money on its way back to a customer. One that Florin asks for takes the credit first and asks Stripe afterwards; one that
 * was made at Stripe is booked when it is seen.
 *
 * @param number counted from 1 in its account
 * @param payment Stripe's id of the payment that goes back
 * @param topUp the purchase that the payment was for; absent where it was an invoice
 * @param money what goes back to the customer's card
 * @param parts what it does to the grants; none where nothing was left to take
 * @param madeAtStripe whether somebody refunded it at Stripe, so that spent credit becomes owed
 * @param stripeId Stripe's id of the refund; absent until Stripe has answered
 * @param state how far it has come
 * @param openedAt when it was asked for or seen
 */
public record Refund(
        long number,
        String payment,
        @Nullable Long topUp,
        Amount money,
        List<Part> parts,
        boolean madeAtStripe,
        @Nullable String stripeId,
        State state,
        Instant openedAt) {
    /** How far it has come. */
    public enum State {
        /** The credit is taken; Stripe is being asked. */
        ASKING,
        /** Stripe has taken it on. */
        PENDING,
        SUCCEEDED,
        /** It did not happen, perhaps days later: the credit was given back. */
        FAILED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    public Refund {
        Check.argument(number > 0, "refund number is not positive");
        Check.argument(money.isPositive(), "a refund is not above zero");
        parts = List.copyOf(parts);
    }

    /** What it takes away from one grant. */
    public Amount countsFor(long grant) {
        return state == State.FAILED ? Amount.ZERO : Part.amountOf(parts, grant);
    }

    /** What went back, or is going. */
    public Amount counts() {
        return state == State.FAILED ? Amount.ZERO : money;
    }

    public Refund took(long grant, Amount more) {
        return new Refund(
                number, payment, topUp, money, Part.took(parts, grant, more), madeAtStripe, stripeId, state, openedAt);
    }

    /** What Stripe has said: a failure is final, and success is not taken back by an older answer. */
    public Refund heard(State now, @Nullable String id) {
        State later = now.compareTo(state) < 0 ? state : now;
        return new Refund(
                number, payment, topUp, money, parts, madeAtStripe, id == null ? stripeId : id, later, openedAt);
    }
}

package dev.florin.core.purchases;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A purchase of credit: one order, for which at most one payable object exists at Stripe.
 *
 * @param number counted from 1 in its account
 * @param kind who started it
 * @param amount what is bought and paid, in whole cents
 * @param state how far it has come
 * @param openedAt when it was ordered; the month of an automatic one is that of this time
 * @param endedAt when it came to its end; absent before
 * @param card the saved card that is charged; absent where the customer pays at Checkout
 * @param stripe what Stripe calls it; {@link StripeNames#NONE} before Stripe has answered
 * @param failure why it failed
 * @param grant the credit that it brought
 * @param triggerBalance the balance that made an automatic one due; absent on others
 * @param returnUrl where the customer's browser goes afterwards; absent where nobody waits
 */
public record TopUp(
        long number,
        Kind kind,
        Amount amount,
        State state,
        Instant openedAt,
        @Nullable Instant endedAt,
        @Nullable Card card,
        StripeNames stripe,
        @Nullable Failure failure,
        @Nullable Long grant,
        @Nullable Amount triggerBalance,
        @Nullable String returnUrl) {
    /** The least that can be bought. */
    public static final Amount LEAST = Amount.ofDollars(5);

    /** The most that can be bought at once. */
    public static final Amount MOST = Amount.ofDollars(995);

    private static final long NANOS_PER_CENT = Amount.NANOS_PER_DOLLAR / 100;

    public TopUp {
        Check.argument(number > 0, "top-up number is not positive");
        Check.argument(inRange(amount), "a top-up is outside its range or not in whole cents");
        Check.argument((state == State.SUCCEEDED) == (grant != null), "a top-up brings credit when it succeeds");
        Check.argument(state.isEnd() == (endedAt != null), "a top-up ends when it has come to its end");
        Check.argument(kind == Kind.MANUAL || card != null, "an automatic top-up charges a saved card");
    }

    /** Who started it. */
    public enum Kind {
        MANUAL,
        AUTOMATIC;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Kind ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** How far it has come. */
    public enum State {
        /** Stripe is being asked; its answer is not known yet. */
        ASKING,
        /** An open Checkout waits for the customer. */
        REQUIRES_CHECKOUT,
        /** The customer's bank wants to hear from the customer. */
        REQUIRES_CONFIRMATION,
        /** Paid by a method that takes days, such as a bank debit. */
        PROCESSING,
        SUCCEEDED,
        FAILED,
        /** A Checkout that nobody paid in time. */
        EXPIRED,
        CANCELED;

        public boolean isEnd() {
            return this == SUCCEEDED || this == FAILED || this == EXPIRED || this == CANCELED;
        }

        /** As callers see it: that Stripe is being asked is our own affair. */
        public String shown() {
            return this == ASKING ? PROCESSING.code() : code();
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * A saved card, as far as it may be known.
     *
     * @param id Stripe's id of the payment method
     * @param fingerprint the same for one card however often it is saved; absent where Stripe gave none
     */
    public record Card(String id, @Nullable String fingerprint) {}

    /**
     * What Stripe calls it.
     *
     * @param session the Checkout session
     * @param payment the PaymentIntent
     * @param checkoutUrl where the customer pays an open Checkout
     */
    public record StripeNames(
            @Nullable String session,
            @Nullable String payment,
            @Nullable String checkoutUrl) {
        public static final StripeNames NONE = new StripeNames(null, null, null);

        /** The names known so far with the newer ones over them. */
        StripeNames and(StripeNames newer) {
            return new StripeNames(
                    newer.session == null ? session : newer.session,
                    newer.payment == null ? payment : newer.payment,
                    newer.checkoutUrl == null ? checkoutUrl : newer.checkoutUrl);
        }
    }

    /** Whether an amount can be bought: whole cents from {@link #LEAST} to {@link #MOST}. */
    public static boolean inRange(Amount amount) {
        return amount.compareTo(LEAST) >= 0 && amount.compareTo(MOST) <= 0 && amount.nanos() % NANOS_PER_CENT == 0;
    }

    /** The amount without its part of a cent. */
    public static Amount wholeCents(Amount amount) {
        return Amount.ofNanos(Math.floorDiv(amount.nanos(), NANOS_PER_CENT) * NANOS_PER_CENT);
    }

    public static TopUp opened(
            long number,
            Kind kind,
            Amount amount,
            Instant at,
            @Nullable Card card,
            @Nullable Amount triggerBalance,
            @Nullable String returnUrl) {
        return new TopUp(
                number,
                kind,
                amount,
                State.ASKING,
                at,
                null,
                card,
                StripeNames.NONE,
                null,
                null,
                triggerBalance,
                returnUrl);
    }

    /** Whether it may still become paid and stands in the way of another payment: an open Checkout does not. */
    public boolean underWay() {
        return state == State.REQUIRES_CONFIRMATION
                || state == State.PROCESSING
                || (state == State.ASKING && card != null);
    }

    /** Whether it waits for a customer who has not paid anything yet. */
    public boolean openCheckout() {
        return state == State.REQUIRES_CHECKOUT || (state == State.ASKING && card == null);
    }

    /** What Stripe has said so far. A state is only ever followed by a later one. */
    public TopUp heard(State now, StripeNames names) {
        Check.argument(!now.isEnd(), "an end has its own way");
        State later = now.compareTo(state) > 0 ? now : state;
        return with(later, null, stripe.and(names), null, null);
    }

    public TopUp succeeded(String payment, long itsGrant, Instant at) {
        return with(State.SUCCEEDED, at, stripe.and(new StripeNames(null, payment, null)), null, itsGrant);
    }

    public TopUp ended(State how, @Nullable Failure why, Instant at) {
        Check.argument(how.isEnd() && how != State.SUCCEEDED, "not an end without payment");
        return with(how, at, stripe, why, null);
    }

    private TopUp with(
            State itsState, @Nullable Instant end, StripeNames names, @Nullable Failure why, @Nullable Long itsGrant) {
        return new TopUp(
                number, kind, amount, itsState, openedAt, end, card, names, why, itsGrant, triggerBalance, returnUrl);
    }
}

package dev.florin.core.purchases;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A payment that the customer's bank takes back, or asks about.
 *
 * @param number counted from 1 in its account
 * @param stripeId Stripe's id of the dispute
 * @param payment Stripe's id of the disputed payment
 * @param parts what it does to the grants that the payment brought; what is taken is frozen while it is open
 * @param state how it stands
 * @param openedAt when it was seen
 */
public record Dispute(long number, String stripeId, String payment, List<Part> parts, State state, Instant openedAt) {
    /** How a dispute stands. */
    public enum State {
        /** The bank only asks: nothing is taken. */
        INQUIRY,
        OPEN,
        /** An inquiry that came to nothing. */
        CLOSED,
        WON,
        LOST;

        public boolean isEnd() {
            return this == CLOSED || this == WON || this == LOST;
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    public Dispute {
        Check.argument(number > 0, "dispute number is not positive");
        Check.argument(state != State.INQUIRY || parts.isEmpty(), "an inquiry takes nothing");
        parts = List.copyOf(parts);
    }

    /** What is frozen by it now. */
    public Amount frozen() {
        return state == State.OPEN ? Part.taken(parts) : Amount.ZERO;
    }

    /** What it takes away, or has taken, from one grant. */
    public Amount countsFor(long grant) {
        return state == State.OPEN || state == State.LOST ? Part.amountOf(parts, grant) : Amount.ZERO;
    }

    public Dispute took(long grant, Amount more) {
        return new Dispute(number, stripeId, payment, Part.took(parts, grant, more), state, openedAt);
    }

    /** The same dispute, now in earnest. */
    public Dispute inEarnest(List<Part> itsParts) {
        return new Dispute(number, stripeId, payment, itsParts, State.OPEN, openedAt);
    }

    public Dispute ended(State how) {
        Check.argument(how.isEnd(), "not an end of a dispute");
        return new Dispute(number, stripeId, payment, parts, how, openedAt);
    }
}

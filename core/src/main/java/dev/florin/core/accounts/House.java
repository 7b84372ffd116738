package dev.florin.core.accounts;

import java.util.Locale;

/** The accounts of the house: the other side of every customer's row. Their balances are summed from the rows. */
public enum House {
    /** Money that came in or went back: Stripe's clearing account, or the host's own till. */
    CASH,
    /** Earned by calls that ran, by forfeits and by paid credit that ended. */
    REVENUE,
    /** Promised with a subscription. */
    BONUS,
    /** Given away: promotion and goodwill. */
    PROMOTION,
    /** Collected from nobody. */
    LOSS,
    /** Under a dispute. */
    DISPUTE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static House ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}

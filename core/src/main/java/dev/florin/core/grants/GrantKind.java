package dev.florin.core.grants;

import dev.florin.core.accounts.House;
import java.util.Locale;

/** Where a grant's credit came from. */
public enum GrantKind {
    /** Bought: a top-up, an automatic one, or what the host was paid. */
    PAID(House.CASH),
    /** Came with a subscription payment. */
    BONUS(House.BONUS),
    PROMO(House.PROMOTION),
    GOODWILL(House.PROMOTION);

    private final House house;

    GrantKind(House house) {
        this.house = house;
    }

    /** The account of the house that such credit comes from, and goes back to when it is taken back. */
    public House house() {
        return house;
    }

    /** Only what was given away may expire. */
    public boolean mayExpire() {
        return this == PROMO || this == GOODWILL;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static GrantKind ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}

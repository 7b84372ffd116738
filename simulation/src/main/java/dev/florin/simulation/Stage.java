package dev.florin.simulation;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.PriceChange;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.PriceList;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A ledger and the world around it: a clock that can be set, prices, accounts that can be opened. */
interface Stage extends AutoCloseable {
    Ledger ledger();

    /** Opens an account without a plan. */
    AccountNumber open(ZoneId zone);

    Instant now();

    void setClock(Instant to);

    void advance(Duration step);

    /** The newest price list. */
    PriceList prices();

    PriceChange put(PriceDraft draft);

    /** Deletes a version that is not yet in force; false where that cannot be. */
    boolean unput(Model model, int version);

    /** A model's name, which no other scenario on this stage uses. */
    Model model(String name);

    /** The operator stops all automatic charges, or allows them again. */
    void stopAutomaticCharges(boolean stopped);

    /** The ledger ends, and another takes its place. */
    void restart();

    @Override
    void close();
}

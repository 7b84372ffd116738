package dev.florin.server.gateway.calls;

import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import java.time.Instant;
import java.util.Optional;

/**
 * Where calls find prices before they are held, and their versions afterwards. What is held and charged the ledger decides by
 * the newest list, whatever was planned here. Thread-safe.
 */
@FunctionalInterface
public interface PriceSource {
    /** The list as it stands in the database. */
    PriceList newest();

    /** A list that may lack what other processes have changed in the last second. */
    default PriceList recent() {
        return newest();
    }

    /** What a call placed at that time would pay; a model that is new to this process is looked up before it is refused. */
    default Optional<Price> inForce(Model model, Instant at) {
        return inForce(recent(), model, at).or(() -> inForce(newest(), model, at));
    }

    private static Optional<Price> inForce(PriceList list, Model model, Instant at) {
        return list.inForce(model, at, list.number());
    }

    /** A version by its number, whether it is in force or not. */
    default Optional<Price> version(Model model, int version) {
        return recent().version(model, version).or(() -> newest().version(model, version));
    }
}

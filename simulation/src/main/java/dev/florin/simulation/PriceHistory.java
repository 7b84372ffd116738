package dev.florin.simulation;

import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every price list there has been, by its number. Not thread-safe. */
final class PriceHistory {
    private final PriceList newest;
    private final Map<Long, PriceList> known = new HashMap<>();

    PriceHistory(PriceList newest) {
        this.newest = newest;
    }

    /** The list as it was after its change of that number. */
    PriceList list(long number) {
        return number == newest.number() ? newest : known.computeIfAbsent(number, this::before);
    }

    private PriceList before(long number) {
        List<Price> prices = new ArrayList<>();
        for (Model model : newest.models()) {
            for (int version = 1; version < newest.nextVersion(model); version++) {
                newest.version(model, version)
                        .filter(price -> price.addedIn() <= number)
                        .ifPresent(price -> prices.add(asOf(price, number)));
            }
        }
        return new PriceList(prices, number);
    }

    /** What a later change has deleted was still there. */
    private static Price asOf(Price price, long number) {
        Long deletedIn = price.deletedIn();
        return deletedIn == null || deletedIn <= number
                ? price
                : new Price(
                        price.model(),
                        price.version(),
                        price.provider(),
                        price.upstreamModel(),
                        price.perMillion(),
                        price.perUnit(),
                        price.tiers(),
                        price.contextTokens(),
                        price.maxOutputTokens(),
                        price.providerCost(),
                        price.effectiveAt(),
                        price.free(),
                        price.retired(),
                        price.addedIn(),
                        null);
    }
}

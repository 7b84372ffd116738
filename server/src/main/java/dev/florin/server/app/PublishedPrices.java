package dev.florin.server.app;

import dev.florin.server.storage.Prices;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The built-in prices as they are put into a new database: in force from the beginning, so that past usage has a price too. */
final class PublishedPrices {
    private PublishedPrices() {}

    static List<Prices.Published> ofProviders() {
        return of(BuiltInPrices.ofProviders()).toList();
    }

    /** Those of the providers and of the demo's stand-in. */
    static List<Prices.Published> ofDemo() {
        return Stream.concat(of(BuiltInPrices.ofProviders()), of(BuiltInPrices.ofSandbox()))
                .toList();
    }

    private static Stream<Prices.Published> of(BuiltInPrices prices) {
        return prices.entriesFrom(Instant.EPOCH).stream()
                .map(entry -> new Prices.Published(entry.draft(), entry.source() + ", " + entry.sourceDate()));
    }
}

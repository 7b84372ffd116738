package dev.florin.server.web.activity;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.Quote;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.tokens.Input;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.gateway.tokens.Vocabulary;
import dev.florin.server.web.pages.Money;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Says what a call with a text would cost, for each model that it fits. What is asked about is forgotten with the answer. Thread-safe. */
final class Estimator {
    private final Tokens tokens = new Tokens();

    private record Found(Price price, Count input, Amount likely, Amount most) {}

    /** One for each price that takes so much, the one first that will most likely cost least. */
    List<PricesModel.Estimate> of(String text, long outputTokens, List<Price> prices) {
        // Text alone is counted by its vocabulary, and many models share one.
        Map<Vocabulary, Count> counted = new EnumMap<>(Vocabulary.class);
        List<Found> found = new ArrayList<>();
        for (Price price : prices) {
            String upstream = price.upstreamModel();
            String name = upstream == null ? price.model().name() : upstream;
            Count input = counted.computeIfAbsent(
                    Vocabulary.of(price.provider(), name),
                    unseen -> tokens.of(new Input().part().text(text), price.provider(), name));
            if (price.takes(input.most(), outputTokens)
                    && price.unpriced(input.most(), outputTokens).isEmpty()) {
                Amount likely = Quote.of(price, input.likely(), outputTokens, OptionalLong.of(outputTokens))
                        .expected();
                found.add(new Found(price, input, likely, price.most(input.most(), outputTokens)));
            }
        }
        found.sort(Comparator.comparing(Found::likely).thenComparing(each -> each.price.model()));
        return found.stream().map(Estimator::view).toList();
    }

    private static PricesModel.Estimate view(Found found) {
        return new PricesModel.Estimate(
                found.price.model().name(),
                RowViews.count(found.input.likely()),
                Money.cost(found.likely).text(),
                Money.cost(found.most).text());
    }
}

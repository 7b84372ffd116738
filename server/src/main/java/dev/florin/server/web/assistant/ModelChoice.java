package dev.florin.server.web.assistant;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.storage.Prices;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A model to choose, with its price.
 *
 * @param label the name and what a million tokens cost
 */
public record ModelChoice(String name, String provider, String label) {
    /** Whose models only a demo has; they come first there. */
    private static final String OF_A_DEMO = "sandbox";

    /** The models of one provider. */
    public record Group(String provider, List<ModelChoice> models) {}

    /** Every model that writes, has a price and a provider, by provider and name. */
    static List<Group> of(Prices prices, Engine engine) {
        Prices.Standing standing = prices.standing();
        List<ModelChoice> choices = standing.list().current(standing.now()).stream()
                .filter(price -> engine.serves().test(price.provider()))
                .flatMap(price -> choice(price).stream())
                .sorted(Comparator.comparing(
                                (ModelChoice each) -> !each.provider().equals(OF_A_DEMO))
                        .thenComparing(ModelChoice::provider)
                        .thenComparing(ModelChoice::name))
                .toList();
        return choices.stream()
                .map(ModelChoice::provider)
                .distinct()
                .map(provider -> group(provider, choices))
                .toList();
    }

    private static Group group(String provider, List<ModelChoice> choices) {
        return new Group(
                capital(provider),
                choices.stream()
                        .filter(each -> each.provider().equals(provider))
                        .toList());
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** Models that hear, speak, draw or embed have prices of other classes; they are no use here. */
    private static Optional<ModelChoice> choice(Price price) {
        Optional<Amount> input = price.perMillion(TokenClass.INPUT, 0);
        Optional<Amount> output = price.perMillion(TokenClass.OUTPUT, 0);
        boolean writes = output.isPresent()
                && price.maxOutputTokens() > 0
                && price.perUnit().isEmpty();
        return writes && input.isPresent()
                ? Optional.of(new ModelChoice(
                        price.model().name(),
                        price.provider(),
                        price.model().name() + " · " + dollars(input.get()) + " in, " + dollars(output.get()) + " out"))
                : Optional.empty();
    }

    /** Prices for a million tokens, as short as they are exact. */
    private static String dollars(Amount amount) {
        BigDecimal exact = amount.decimal().stripTrailingZeros();
        return "$" + exact.setScale(Math.max(2, exact.scale())).toPlainString();
    }
}

package dev.florin.simulation;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.TokenClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines such as {@code price m input 1.00 output 2.00 unit.search 0.01 above 200000 input 2.00 context 1000000}. What
 * follows {@code above} is a tier's.
 */
final class PriceLines {
    static final String UNIT = "unit.";

    private static final long CONTEXT_TOKENS = 1_000_000;
    private static final long MAX_OUTPUT_TOKENS = 100_000;

    private PriceLines() {}

    /** Whether a word names a token class or a unit. */
    static boolean isClass(String word) {
        return word.startsWith(UNIT) || TokenClass.ofCode(word).isPresent();
    }

    static TokenClass tokenClass(String word) {
        return TokenClass.ofCode(word).orElseThrow(() -> new ScenarioFault(word + " is not a class of tokens"));
    }

    static PriceDraft read(Words words, Stage stage) {
        Model model = stage.model(words.next());
        Map<TokenClass, Amount> base = new EnumMap<>(TokenClass.class);
        Map<TokenClass, Amount> classes = base;
        SortedMap<String, Amount> units = new TreeMap<>();
        List<Price.Tier> tiers = new ArrayList<>();
        long above = 0;
        long context = CONTEXT_TOKENS;
        long maxOutput = MAX_OUTPUT_TOKENS;
        Instant effectiveAt = null;
        boolean free = false;
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "context" -> context = words.number();
                case "max_output" -> maxOutput = words.number();
                case "from" -> effectiveAt = words.time(stage.now());
                case "free" -> free = true;
                case "above" -> {
                    addTier(tiers, above, classes);
                    above = words.number();
                    classes = new EnumMap<>(TokenClass.class);
                }
                default -> {
                    if (word.startsWith(UNIT)) {
                        units.put(word.substring(UNIT.length()), words.amount());
                    } else {
                        classes.put(tokenClass(word), words.amount());
                    }
                }
            }
        }
        addTier(tiers, above, classes);
        return draft(model, base, units, tiers, context, maxOutput, effectiveAt, free);
    }

    private static void addTier(List<Price.Tier> tiers, long above, Map<TokenClass, Amount> classes) {
        if (above > 0) {
            tiers.add(new Price.Tier(above, classes));
        }
    }

    /** Prices of a scenario change as they like, so each is meant. */
    private static PriceDraft draft(
            Model model,
            Map<TokenClass, Amount> base,
            SortedMap<String, Amount> units,
            List<Price.Tier> tiers,
            long context,
            long maxOutput,
            @Nullable Instant effectiveAt,
            boolean free) {
        return new PriceDraft(
                model,
                "scenario",
                null,
                base,
                units,
                tiers,
                context,
                maxOutput,
                Map.of(),
                effectiveAt,
                free,
                true,
                false);
    }

    /** The end of a model, perhaps later. */
    static PriceDraft readEnd(Words words, Stage stage) {
        Model model = stage.model(words.next());
        Price newest = stage.prices()
                .newest(model)
                .orElseThrow(() -> new ScenarioFault(model + " has no price that could end"));
        return PriceDraft.ending(newest, words.more() ? words.time(stage.now()) : null);
    }
}

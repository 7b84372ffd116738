package dev.florin.core.pricing;

import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Prices written shortly, for tests: {@code "input 2.50 output 10.00"}. */
final class Drafts {
    static final Model MODEL = new Model("provider/model-1");
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Drafts() {}

    static PriceDraft draft(String perMillion, Price.Tier... tiers) {
        return draft(MODEL, perMillion, "", tiers);
    }

    static PriceDraft draft(Model model, String perMillion, String perUnit, Price.Tier... tiers) {
        return new PriceDraft(
                model,
                "provider",
                null,
                classes(perMillion),
                units(perUnit),
                List.of(tiers),
                1_000_000,
                128_000,
                Map.of(),
                null,
                false,
                false,
                false);
    }

    static Price price(String perMillion, Price.Tier... tiers) {
        return draft(perMillion, tiers).version(1, NOON, 1);
    }

    static Price priceWithUnits(String perMillion, String perUnit) {
        return draft(MODEL, perMillion, perUnit).version(1, NOON, 1);
    }

    static Price.Tier above(long inputTokens, String perMillion) {
        return new Price.Tier(inputTokens, classes(perMillion));
    }

    static PriceDraft confirmed(PriceDraft draft) {
        return copy(draft, draft.effectiveAt(), draft.free(), true);
    }

    static PriceDraft free(PriceDraft draft) {
        return copy(draft, draft.effectiveAt(), true, draft.confirm());
    }

    static PriceDraft limits(PriceDraft draft, long contextTokens, long maxOutputTokens) {
        return new PriceDraft(
                draft.model(),
                draft.provider(),
                draft.upstreamModel(),
                draft.perMillion(),
                draft.perUnit(),
                draft.tiers(),
                contextTokens,
                maxOutputTokens,
                draft.providerCost(),
                draft.effectiveAt(),
                draft.free(),
                draft.confirm(),
                draft.retired());
    }

    static Cost cost(Price price, Usage usage) {
        return switch (price.cost(usage)) {
            case Costing.Priced(Cost cost) -> cost;
            case Costing.NotPriced(String tokenClass) -> throw new AssertionError(tokenClass + " has no price");
        };
    }

    static String total(Price price, Usage usage) {
        return cost(price, usage).total().toString();
    }

    static Usage usage(long inputTokens, long outputTokens, String parts) {
        return Usage.of(MODEL, inputTokens, outputTokens, parts);
    }

    static Map<TokenClass, Amount> classes(String text) {
        Map<TokenClass, Amount> classes = new EnumMap<>(TokenClass.class);
        units(text)
                .forEach((code, amount) -> classes.put(TokenClass.ofCode(code).orElseThrow(), amount));
        return classes;
    }

    private static SortedMap<String, Amount> units(String text) {
        SortedMap<String, Amount> units = new TreeMap<>();
        String[] words = text.isEmpty() ? new String[0] : text.split(" ", -1);
        for (int index = 0; index < words.length; index += 2) {
            units.put(words[index], Amount.dollars(words[index + 1]));
        }
        return units;
    }

    private static PriceDraft copy(PriceDraft draft, @Nullable Instant effectiveAt, boolean free, boolean confirm) {
        return new PriceDraft(
                draft.model(),
                draft.provider(),
                draft.upstreamModel(),
                draft.perMillion(),
                draft.perUnit(),
                draft.tiers(),
                draft.contextTokens(),
                draft.maxOutputTokens(),
                draft.providerCost(),
                effectiveAt,
                free,
                confirm,
                draft.retired());
    }
}

package dev.florin.core.pricing;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A price as someone asks for it, not yet checked: {@link PriceChange} says what becomes of it.
 *
 * @param upstreamModel what the provider calls the model, where that differs
 * @param perMillion dollars per million tokens of each class
 * @param perUnit dollars for one of each unit
 * @param providerCost what the operator pays, per million tokens of each class; empty where unknown
 * @param effectiveAt when it comes into force; null for at once
 * @param free whether prices of zero are meant
 * @param confirm whether an unusual price is meant
 * @param retired whether it ends the model
 */
public record PriceDraft(
        Model model,
        String provider,
        @Nullable String upstreamModel,
        Map<TokenClass, Amount> perMillion,
        SortedMap<String, Amount> perUnit,
        List<Price.Tier> tiers,
        long contextTokens,
        long maxOutputTokens,
        Map<TokenClass, Amount> providerCost,
        @Nullable Instant effectiveAt,
        boolean free,
        boolean confirm,
        boolean retired) {
    public PriceDraft {
        perMillion = Price.copy(perMillion);
        perUnit = Price.copy(perUnit);
        tiers = List.copyOf(tiers);
        providerCost = Price.copy(providerCost);
        // What is stored is cut to microseconds; what it is compared with must be too.
        effectiveAt = effectiveAt == null ? null : effectiveAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** This draft, but for its date; null for at once. */
    public PriceDraft effective(@Nullable Instant at) {
        return new PriceDraft(
                model,
                provider,
                upstreamModel,
                perMillion,
                perUnit,
                tiers,
                contextTokens,
                maxOutputTokens,
                providerCost,
                at,
                free,
                confirm,
                retired);
    }

    /** The word that ends a model. Everything else about it is as in the version before. */
    public static PriceDraft ending(Price before, @Nullable Instant effectiveAt) {
        return new PriceDraft(
                before.model(),
                before.provider(),
                before.upstreamModel(),
                Map.of(),
                Collections.emptySortedMap(),
                List.of(),
                0,
                0,
                Map.of(),
                effectiveAt,
                false,
                false,
                true);
    }

    /**
     * The version this draft becomes.
     *
     * @param now when it comes into force if the draft names no time
     * @param listNumber the number of the price list's change that adds it
     */
    public Price version(int version, Instant now, long listNumber) {
        return new Price(
                model,
                version,
                provider,
                upstreamModel,
                perMillion,
                perUnit,
                tiers,
                contextTokens,
                maxOutputTokens,
                providerCost,
                effectiveAt == null ? now : effectiveAt,
                free,
                retired,
                listNumber,
                null);
    }

    /** Whether a version says the same, whenever it came into force. */
    boolean says(Price price) {
        Check.argument(price.model().equals(model), "is the price of another model");
        if (retired || price.retired()) {
            return retired == price.retired();
        }
        return version(price.version(), price.effectiveAt(), price.addedIn())
                .equals(price.comingIntoForce(effectiveAt == null ? price.effectiveAt() : effectiveAt));
    }
}

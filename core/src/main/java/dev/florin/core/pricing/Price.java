package dev.florin.core.pricing;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One version of what one model costs.
 *
 * <p><b>Which price a token has.</b> The whole input of a call, cached parts included, picks a tier: the last one that it
 * is strictly above. That tier prices the whole call. A class that the tier does not name has the price of the base; one
 * that neither names has none, except that reasoning is then priced as output and cached input as input. A used class
 * without a price is refused: a missing price is never zero.
 *
 * <p>Immutable and thread-safe.
 *
 * @param version counted from 1 for each model
 * @param upstreamModel what the provider calls the model, where that differs
 * @param perMillion dollars per million tokens of each class
 * @param perUnit dollars for one of each unit
 * @param tiers by {@code aboveInputTokens}, ascending
 * @param contextTokens the most input a quote or hold may name
 * @param maxOutputTokens the most output a quote or hold may name
 * @param providerCost what the operator pays, per million tokens of each class; empty where unknown
 * @param free whether prices of zero are meant
 * @param retired whether this version ends the model; it has no prices then
 * @param addedIn the number of the price list's change that added this version
 * @param deletedIn the number of the change that deleted it before it came into force
 */
public record Price(
        Model model,
        int version,
        String provider,
        @Nullable String upstreamModel,
        Map<TokenClass, Amount> perMillion,
        SortedMap<String, Amount> perUnit,
        List<Tier> tiers,
        long contextTokens,
        long maxOutputTokens,
        Map<TokenClass, Amount> providerCost,
        Instant effectiveAt,
        boolean free,
        boolean retired,
        long addedIn,
        @Nullable Long deletedIn) {
    /** A hundred times what must be confirmed; see {@link Usage#MOST_TOKENS} for why there must be an end. */
    public static final Amount MOST_PER_MILLION = Amount.ofDollars(100_000);

    /** See {@link Usage#MOST_UNITS}. What costs more is counted in smaller units. */
    public static final Amount MOST_PER_UNIT = Amount.ofDollars(100);

    /** The unit that {@link #most} counts once; all others are for the usage to state. */
    public static final String REQUEST = "request";

    private static final long MILLION = 1_000_000;

    /**
     * Prices for calls with much input. The price it belongs to checks it.
     *
     * @param aboveInputTokens the tier applies to inputs of more than this
     */
    public record Tier(long aboveInputTokens, Map<TokenClass, Amount> perMillion) {
        public Tier {
            perMillion = copy(perMillion);
        }
    }

    public Price {
        Check.argument(version >= 1, "a version is counted from 1");
        Check.argument(addedIn >= 0 && (deletedIn == null || deletedIn > addedIn), "is deleted before it was added");
        perMillion = copy(perMillion);
        perUnit = copy(perUnit);
        tiers = List.copyOf(tiers);
        providerCost = copy(providerCost);
        List<PriceChange.Problem> problems = PriceRules.problems(new PriceDraft(
                model,
                provider,
                upstreamModel,
                perMillion,
                perUnit,
                tiers,
                contextTokens,
                maxOutputTokens,
                providerCost,
                effectiveAt,
                free,
                false,
                retired));
        Check.argument(problems.isEmpty(), problems.toString());
    }

    /** What a usage of this model costs. */
    public Costing cost(Usage usage) {
        Check.argument(usage.model().equals(model), "is the price of another model");
        Tier tier = tierOf(usage.inputTokens());
        List<CostLine> lines = new ArrayList<>();
        for (TokenClass tokenClass : TokenClass.ALL) {
            long count = usage.count(tokenClass);
            if (count > 0) {
                Amount price = priceOf(tokenClass, tier);
                if (price == null) {
                    return new Costing.NotPriced(tokenClass.code());
                }
                lines.add(CostLine.of(tokenClass.code(), count, price));
            }
        }
        for (Map.Entry<String, Long> unit : units(usage).entrySet()) {
            Amount price = perUnit.get(unit.getKey());
            if (price == null) {
                return new Costing.NotPriced(unit.getKey());
            }
            lines.add(CostLine.of(unit.getKey(), unit.getValue(), Amount.ofNanos(price.nanos() * MILLION)));
        }
        return new Costing.Priced(Cost.of(lines));
    }

    /** A usage is at least one request, whether it says so or not: whoever forgets the count is not undercharged. */
    private SortedMap<String, Long> units(Usage usage) {
        if (!perUnit.containsKey(REQUEST) || usage.units().containsKey(REQUEST)) {
            return usage.units();
        }
        SortedMap<String, Long> units = new TreeMap<>(usage.units());
        units.put(REQUEST, 1L);
        return units;
    }

    /** What a million tokens of a class cost in a call with so much input; empty where the class has no price. */
    public Optional<Amount> perMillion(TokenClass tokenClass, long inputTokens) {
        return Optional.ofNullable(priceOf(tokenClass, tierOf(inputTokens)));
    }

    /**
     * The most that a call within these limits can cost: every input token in the dearest priced input class, every
     * output token in the dearest priced output class, in the dearest tier that so much input or less can reach, and one
     * request. Units other than {@link #REQUEST} have no limit here and are not part of it.
     *
     * <p>Rounding keeps order, so no cost of such a call, rounded by the same rule, is more.
     */
    public Amount most(long inputTokens, long maxOutputTokens) {
        Check.argument(inputTokens >= 0 && inputTokens <= Usage.MOST_TOKENS, "input_tokens is beyond all limits");
        Check.argument(
                maxOutputTokens >= 0 && maxOutputTokens <= Usage.MOST_TOKENS, "max_output_tokens is beyond all limits");
        BigDecimal most = mostIn(null, inputTokens, maxOutputTokens);
        for (Tier tier : tiers) {
            if (inputTokens > tier.aboveInputTokens) {
                most = most.max(mostIn(tier, inputTokens, maxOutputTokens));
            }
        }
        return withRequest(most);
    }

    /** What such a call costs that finds its input in the cache, where that is cheaper, and answers nothing. */
    Amount least(long inputTokens) {
        Tier tier = tierOf(inputTokens);
        Amount fresh = usualPrice(TokenClass.INPUT, tier);
        Amount cached = priceOf(TokenClass.CACHED_INPUT, tier);
        return withRequest(CostLine.exact(inputTokens, cached == null ? fresh : cached.min(fresh)));
    }

    /** What such a call costs with fresh input and so much output. */
    Amount usual(long inputTokens, long outputTokens) {
        Tier tier = tierOf(inputTokens);
        BigDecimal input = CostLine.exact(inputTokens, usualPrice(TokenClass.INPUT, tier));
        return withRequest(input.add(CostLine.exact(outputTokens, usualPrice(TokenClass.OUTPUT, tier))));
    }

    /** Text where it has a price; else, as with a model that only hears or paints, the dearest that has one. */
    private Amount usualPrice(TokenClass tokenClass, @Nullable Tier tier) {
        Amount text = priceOf(tokenClass, tier);
        Amount price = text == null ? dearest(tokenClass.isInput(), tier) : text;
        return price == null ? Amount.ZERO : price;
    }

    private Amount withRequest(BigDecimal tokens) {
        Amount request = perUnit.get(REQUEST);
        return Amount.rounded(request == null ? tokens : tokens.add(request.decimal()));
    }

    /**
     * The largest output limit, up to {@code maxOutputTokens}, with which {@link #most} is no more than {@code pays}; -1
     * where not even the input can be paid.
     */
    public long affordableOutputTokens(long inputTokens, long maxOutputTokens, Amount pays) {
        if (!most(inputTokens, maxOutputTokens).isMoreThan(pays)) {
            return maxOutputTokens;
        }
        long payable = -1;
        long tooMuch = maxOutputTokens;
        // By halves and not by division: the answer is then the inverse of `most`, rounding and tiers included.
        while (tooMuch - payable > 1) {
            long middle = (payable + tooMuch) / 2;
            if (most(inputTokens, middle).isMoreThan(pays)) {
                tooMuch = middle;
            } else {
                payable = middle;
            }
        }
        return payable;
    }

    /** Whether quotes and holds may name these limits: within the model's own, and with a price for what they name. */
    public boolean takes(long inputTokens, long maxOutputTokens) {
        return inputTokens >= 0
                && inputTokens <= contextTokens
                && maxOutputTokens >= 0
                && maxOutputTokens <= this.maxOutputTokens
                && unpriced(inputTokens, maxOutputTokens).isEmpty();
    }

    /** What these limits name and no class of this price covers, such as output of a model for embeddings. */
    public Optional<TokenClass> unpriced(long inputTokens, long maxOutputTokens) {
        Tier tier = tierOf(inputTokens);
        if (inputTokens > 0 && dearest(true, tier) == null) {
            return Optional.of(TokenClass.INPUT);
        }
        return maxOutputTokens > 0 && dearest(false, tier) == null ? Optional.of(TokenClass.OUTPUT) : Optional.empty();
    }

    /** This version, deleted by the list's change of that number. */
    Price deleted(long listNumber) {
        Check.argument(deletedIn == null, "is deleted already");
        return with(effectiveAt, listNumber);
    }

    /** This version, but for its date. */
    Price comingIntoForce(Instant at) {
        return with(at, deletedIn);
    }

    private Price with(Instant at, @Nullable Long deleted) {
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
                at,
                free,
                retired,
                addedIn,
                deleted);
    }

    private BigDecimal mostIn(@Nullable Tier tier, long inputTokens, long maxOutputTokens) {
        Amount input = dearest(true, tier);
        Amount output = dearest(false, tier);
        BigDecimal most = BigDecimal.ZERO;
        if (input != null) {
            most = most.add(CostLine.exact(inputTokens, input));
        }
        return output == null ? most : most.add(CostLine.exact(maxOutputTokens, output));
    }

    private @Nullable Amount dearest(boolean input, @Nullable Tier tier) {
        Amount dearest = null;
        for (TokenClass tokenClass : TokenClass.ALL) {
            Amount price = tokenClass.isInput() == input ? priceOf(tokenClass, tier) : null;
            if (price != null && (dearest == null || price.isMoreThan(dearest))) {
                dearest = price;
            }
        }
        return dearest;
    }

    private @Nullable Tier tierOf(long inputTokens) {
        Tier reached = null;
        for (Tier tier : tiers) {
            if (inputTokens > tier.aboveInputTokens) {
                reached = tier;
            }
        }
        return reached;
    }

    private @Nullable Amount priceOf(TokenClass tokenClass, @Nullable Tier tier) {
        Amount price = tier == null ? null : tier.perMillion.get(tokenClass);
        if (price == null) {
            price = perMillion.get(tokenClass);
        }
        if (price != null) {
            return price;
        }
        return switch (tokenClass) {
            case REASONING -> priceOf(TokenClass.OUTPUT, tier);
            case CACHED_INPUT -> priceOf(TokenClass.INPUT, tier);
            default -> null;
        };
    }

    static Map<TokenClass, Amount> copy(Map<TokenClass, Amount> prices) {
        Map<TokenClass, Amount> copy = new EnumMap<>(TokenClass.class);
        copy.putAll(prices);
        return Collections.unmodifiableMap(copy);
    }

    static SortedMap<String, Amount> copy(SortedMap<String, Amount> prices) {
        SortedMap<String, Amount> copy = new TreeMap<>();
        copy.putAll(prices);
        return Collections.unmodifiableSortedMap(copy);
    }
}

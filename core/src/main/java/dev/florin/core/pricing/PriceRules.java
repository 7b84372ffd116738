package dev.florin.core.pricing;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.PriceChange.Problem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What every price must be, and what of a new one is unusual enough to ask twice. */
final class PriceRules {
    /** More steps than any provider's price has. */
    static final int MOST_TIERS = 20;

    /** A hundred times the longest context there is: beyond it, someone mistyped. */
    static final long MOST_CONTEXT_TOKENS = 1_000_000_000L;

    /** Above this a figure was probably meant per token, or per thousand. */
    static final Amount UNUSUAL_PER_MILLION = Amount.ofDollars(1_000);

    /** A change by this factor is what a slip of the decimal point makes. */
    static final long UNUSUAL_FACTOR = 10;

    private static final int MOST_PROVIDER_CHARACTERS = 64;

    private PriceRules() {}

    /** All that is wrong with a price by itself, in the order of its members. */
    static List<Problem> problems(PriceDraft draft) {
        List<Problem> problems = new ArrayList<>();
        if (!isProvider(draft.provider())) {
            problems.add(new Problem("provider", "must be 1 to 64 of a-z, A-Z, 0-9, '_', '.' and '-'"));
        }
        String upstreamModel = draft.upstreamModel();
        if (upstreamModel != null && !Model.isName(upstreamModel)) {
            problems.add(new Problem("upstream_model", "must be 1 to 200 printable ASCII characters"));
        }
        boolean hasPrice = !draft.perMillion().isEmpty() || !draft.perUnit().isEmpty();
        if (draft.retired()) {
            if (hasPrice || !draft.tiers().isEmpty()) {
                problems.add(new Problem("retired", "ends the model, so it stands without prices"));
            }
            return problems;
        }
        if (!hasPrice) {
            problems.add(new Problem("per_million", "must have at least one class, or per_unit at least one unit"));
        }
        classes(problems, "per_million", draft.perMillion(), draft.free());
        units(problems, draft);
        tiers(problems, draft);
        limits(problems, draft);
        // What the operator pays may be nothing.
        classes(problems, "provider_cost", draft.providerCost(), true);
        return problems;
    }

    private static void classes(
            List<Problem> problems, String member, Map<TokenClass, Amount> prices, boolean zeroIsMeant) {
        prices.forEach((tokenClass, price) ->
                price(problems, member + "." + tokenClass.code(), price, Price.MOST_PER_MILLION, zeroIsMeant));
    }

    private static void units(List<Problem> problems, PriceDraft draft) {
        if (draft.perUnit().size() > Usage.MOST_UNIT_NAMES) {
            problems.add(new Problem("per_unit", "must have at most " + Usage.MOST_UNIT_NAMES + " units"));
        }
        draft.perUnit().forEach((name, price) -> {
            if (!Usage.isUnitName(name)) {
                problems.add(new Problem(
                        "per_unit", "a unit's name is 1 to 64 of A-Za-z0-9_.- and not the name of a token class"));
            } else {
                price(problems, "per_unit." + name, price, Price.MOST_PER_UNIT, draft.free());
            }
        });
    }

    private static void price(List<Problem> problems, String field, Amount price, Amount most, boolean zeroIsMeant) {
        if (price.isNegative()) {
            problems.add(new Problem(field, "must not be negative"));
        } else if (price.isZero() && !zeroIsMeant) {
            problems.add(new Problem(field, "is zero: say free: true where that is meant, else leave it out"));
        } else if (price.isMoreThan(most)) {
            problems.add(new Problem(field, "must be at most " + most));
        }
    }

    private static void tiers(List<Problem> problems, PriceDraft draft) {
        if (draft.tiers().size() > MOST_TIERS) {
            problems.add(new Problem("tiers", "must be at most " + MOST_TIERS));
        }
        long before = 0;
        for (int index = 0; index < draft.tiers().size(); index++) {
            Price.Tier tier = draft.tiers().get(index);
            String field = "tiers." + index;
            if (tier.aboveInputTokens() < 1 || tier.aboveInputTokens() > MOST_CONTEXT_TOKENS) {
                problems.add(
                        new Problem(field + ".above_input_tokens", "must be between 1 and " + MOST_CONTEXT_TOKENS));
            } else if (tier.aboveInputTokens() <= before) {
                problems.add(new Problem(field + ".above_input_tokens", "must be more than that of the tier before"));
            }
            before = Math.max(before, tier.aboveInputTokens());
            if (tier.perMillion().isEmpty()) {
                problems.add(new Problem(field + ".per_million", "must have at least one class"));
            }
            classes(problems, field + ".per_million", tier.perMillion(), draft.free());
        }
    }

    private static void limits(List<Problem> problems, PriceDraft draft) {
        limit(problems, "context_tokens", draft.contextTokens(), hasClass(draft, true));
        limit(problems, "max_output_tokens", draft.maxOutputTokens(), hasClass(draft, false));
    }

    private static void limit(List<Problem> problems, String field, long limit, boolean priced) {
        long least = priced ? 1 : 0;
        if (limit < least || limit > MOST_CONTEXT_TOKENS) {
            problems.add(new Problem(field, "must be between " + least + " and " + MOST_CONTEXT_TOKENS));
        }
    }

    private static boolean hasClass(PriceDraft draft, boolean input) {
        return draft.perMillion().keySet().stream().anyMatch(tokenClass -> tokenClass.isInput() == input);
    }

    private static boolean isProvider(String provider) {
        return !provider.isEmpty()
                && provider.length() <= MOST_PROVIDER_CHARACTERS
                && provider.chars()
                        .allMatch(character -> character < 128
                                && (Character.isLetterOrDigit(character)
                                        || character == '_'
                                        || character == '.'
                                        || character == '-'));
    }

    /** The first thing about a price that must be confirmed, given what the model cost before. */
    static Optional<Problem> unusual(Price price, Optional<Price> before) {
        Optional<Problem> dear = tooDear("per_million", price.perMillion());
        for (int index = 0; dear.isEmpty() && index < price.tiers().size(); index++) {
            dear = tooDear(
                    "tiers." + index + ".per_million", price.tiers().get(index).perMillion());
        }
        return dear.isPresent() ? dear : before.flatMap(old -> leap(price, old));
    }

    private static Optional<Problem> tooDear(String member, Map<TokenClass, Amount> prices) {
        return prices.entrySet().stream()
                .filter(entry -> entry.getValue().isMoreThan(UNUSUAL_PER_MILLION))
                .map(entry -> new Problem(
                        member + "." + entry.getKey().code(),
                        entry.getValue() + " a million tokens is more than " + UNUSUAL_PER_MILLION))
                .findFirst();
    }

    /** Compared is what a call would pay, so a class or a tier that is left out counts with the price it falls back to. */
    private static Optional<Problem> leap(Price price, Price old) {
        TreeSet<Long> inputs = new TreeSet<>();
        inputs.add(1L);
        price.tiers().forEach(tier -> inputs.add(tier.aboveInputTokens() + 1));
        old.tiers().forEach(tier -> inputs.add(tier.aboveInputTokens() + 1));
        for (long input : inputs) {
            for (TokenClass tokenClass : TokenClass.ALL) {
                Optional<Amount> from = old.perMillion(tokenClass, input);
                Optional<Amount> to = price.perMillion(tokenClass, input);
                if (from.isPresent() && to.isPresent() && isLeap(from.get(), to.get())) {
                    String where = input == 1 ? "" : " above " + (input - 1) + " input tokens";
                    return Optional.of(leap("per_million." + tokenClass.code(), from.get(), to.get(), where));
                }
            }
        }
        for (Map.Entry<String, Amount> unit : price.perUnit().entrySet()) {
            Amount from = old.perUnit().get(unit.getKey());
            if (from != null && isLeap(from, unit.getValue())) {
                return Optional.of(leap("per_unit." + unit.getKey(), from, unit.getValue(), ""));
            }
        }
        return Optional.empty();
    }

    private static Problem leap(String field, Amount from, Amount to, String where) {
        return new Problem(
                field, "goes from " + from + " to " + to + where + ", a factor of " + UNUSUAL_FACTOR + " or more");
    }

    private static boolean isLeap(Amount from, Amount to) {
        if (from.equals(to)) {
            return false;
        }
        BigInteger least = BigInteger.valueOf(from.min(to).nanos());
        BigInteger most = BigInteger.valueOf(from.max(to).nanos());
        return most.compareTo(least.multiply(BigInteger.valueOf(UNUSUAL_FACTOR))) >= 0;
    }
}

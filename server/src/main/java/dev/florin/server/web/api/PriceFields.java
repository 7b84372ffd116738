package dev.florin.server.web.api;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a price as {@code PUT /v1/prices/{model}} takes it. What a price may be, the price rules say. */
final class PriceFields {
    /** More than a price may have, so that it is the rules that refuse it. */
    private static final int MOST_TIERS = 100;

    private static final int LONGEST_PROVIDER = 64;

    private PriceFields() {}

    /** What a price is asked to be; or, where {@code retired}, that it ends at a time or at once. */
    record Asked(boolean retired, Field<Instant> effectiveAt, Supplier<PriceDraft> draft) {
        @Nullable
        Instant at() {
            return effectiveAt.optional().orElse(null);
        }
    }

    static Asked read(Model model, Fields body) {
        Field<Boolean> retired = body.flag("retired");
        Field<Instant> effectiveAt = body.time("effective_at");
        if (retired.isRight() && retired.value()) {
            return new Asked(true, effectiveAt, () -> {
                throw new IllegalStateException("an end has no prices");
            });
        }
        Field<String> provider = body.string("provider", LONGEST_PROVIDER).required();
        Field<String> upstream = body.string("upstream_model", Model.MOST_CHARACTERS);
        Map<TokenClass, Field<Amount>> perMillion = classes(body, "per_million");
        Map<String, Field<Amount>> perUnit = units(body);
        List<Tier> tiers = tiers(body);
        Field<Long> context = body.count("context_tokens").required();
        Field<Long> output = body.count("max_output_tokens").required();
        Map<TokenClass, Field<Amount>> cost = classes(body, "provider_cost");
        Field<Boolean> free = body.flag("free");
        Field<Boolean> confirm = body.flag("confirm");
        return new Asked(
                false,
                effectiveAt,
                () -> new PriceDraft(
                        model,
                        provider.value(),
                        upstream.optional().orElse(null),
                        amounts(perMillion),
                        unitAmounts(perUnit),
                        tiers.stream().map(Tier::tier).toList(),
                        context.value(),
                        output.value(),
                        amounts(cost),
                        effectiveAt.optional().orElse(null),
                        free.or(false),
                        confirm.or(false),
                        false));
    }

    /** A tier whose fields have been read. */
    private record Tier(Field<Long> above, Map<TokenClass, Field<Amount>> perMillion) {
        private Price.Tier tier() {
            return new Price.Tier(above.value(), amounts(perMillion));
        }
    }

    private static List<Tier> tiers(Fields body) {
        Field<List<Fields>> tiers = body.objects("tiers", MOST_TIERS);
        List<Tier> read = new ArrayList<>();
        if (tiers.isRight()) {
            for (Fields tier : tiers.value()) {
                read.add(new Tier(tier.count("above_input_tokens").required(), classes(tier, "per_million")));
            }
        }
        return read;
    }

    private static Map<TokenClass, Field<Amount>> classes(Fields fields, String name) {
        Map<TokenClass, Field<Amount>> read = new EnumMap<>(TokenClass.class);
        object(fields, name).ifPresent(object -> {
            for (TokenClass tokenClass : TokenClass.ALL) {
                read.put(tokenClass, object.amount(tokenClass.code()));
            }
        });
        return read;
    }

    private static Map<String, Field<Amount>> units(Fields body) {
        Map<String, Field<Amount>> read = new TreeMap<>();
        object(body, "per_unit")
                .ifPresent(object -> object.names().forEach(name -> read.put(name, object.amount(name))));
        return read;
    }

    private static Optional<Fields> object(Fields fields, String name) {
        Field<Fields> object = fields.object(name);
        return object.isRight() ? Optional.of(object.value()) : Optional.empty();
    }

    private static Map<TokenClass, Amount> amounts(Map<TokenClass, Field<Amount>> read) {
        Map<TokenClass, Amount> amounts = new EnumMap<>(TokenClass.class);
        read.forEach((tokenClass, field) -> field.optional().ifPresent(amount -> amounts.put(tokenClass, amount)));
        return amounts;
    }

    private static SortedMap<String, Amount> unitAmounts(Map<String, Field<Amount>> read) {
        SortedMap<String, Amount> amounts = new TreeMap<>();
        read.forEach((unit, field) -> field.optional().ifPresent(amount -> amounts.put(unit, amount)));
        return amounts;
    }
}

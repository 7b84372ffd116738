package dev.florin.server.app;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.TokenClass;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a file of prices, strictly: a member that is unknown, there twice or of another type is refused. */
final class PriceFile {
    private static final Set<String> MEMBERS = Set.of(
            "model",
            "provider",
            "upstream_model",
            "kind",
            "effective_at",
            "per_million",
            "per_unit",
            "tiers",
            "context_tokens",
            "max_output_tokens",
            "provider_cost",
            "free",
            "encoding",
            "source",
            "source_date",
            "notes");
    private static final Set<String> TIER_MEMBERS = Set.of("above_input_tokens", "per_million");

    /** Text, so that no reader in between can make a binary fraction of it. */
    private static final Pattern PRICE = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");

    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private final String file;
    private String where = "the beginning";

    PriceFile(String file) {
        this.file = file;
    }

    List<BuiltInPrices.Entry> entries(byte[] content) {
        JsonNode list;
        try {
            list = json.readTree(content);
        } catch (JacksonException e) {
            throw new PriceFileFault(file, where, "is not JSON", e);
        }
        refuseUnless(list.isArray(), "is not a list");
        List<BuiltInPrices.Entry> entries = new ArrayList<>();
        for (JsonNode entry : list.values()) {
            where = "entry " + (entries.size() + 1);
            refuseUnless(entry.isObject(), "is not an object");
            where += " (" + entry.path("model").asString("without a model") + ")";
            try {
                entries.add(entry(entry));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new PriceFileFault(file, where, String.valueOf(e.getMessage()), e);
            }
        }
        return entries;
    }

    private BuiltInPrices.Entry entry(JsonNode entry) {
        onlyMembers(entry, MEMBERS);
        String date = optionalText(entry, "effective_at");
        PriceDraft draft = new PriceDraft(
                new Model(text(entry, "model")),
                text(entry, "provider"),
                optionalText(entry, "upstream_model"),
                classes(entry.get("per_million")),
                units(entry.get("per_unit")),
                tiers(entry.get("tiers")),
                count(entry, "context_tokens"),
                count(entry, "max_output_tokens"),
                classes(entry.get("provider_cost")),
                date == null ? null : Instant.parse(date),
                isTrue(entry, "free"),
                false,
                false);
        // A price that could not come into force is refused here, where the file and the entry are known.
        draft.version(1, Instant.EPOCH, 1);
        String notes = optionalText(entry, "notes");
        return new BuiltInPrices.Entry(
                draft,
                BuiltInPrices.Kind.valueOf(text(entry, "kind").toUpperCase(Locale.ROOT)),
                optionalText(entry, "encoding"),
                text(entry, "source"),
                LocalDate.parse(text(entry, "source_date")),
                notes == null ? "" : notes);
    }

    private Map<TokenClass, Amount> classes(@Nullable JsonNode prices) {
        Map<TokenClass, Amount> classes = new EnumMap<>(TokenClass.class);
        for (Map.Entry<String, JsonNode> price : members(prices)) {
            TokenClass tokenClass =
                    TokenClass.ofCode(price.getKey()).orElseThrow(() -> fault("has no token class " + price.getKey()));
            classes.put(tokenClass, price(price));
        }
        return classes;
    }

    private SortedMap<String, Amount> units(@Nullable JsonNode prices) {
        SortedMap<String, Amount> units = new TreeMap<>();
        members(prices).forEach(price -> units.put(price.getKey(), price(price)));
        return units;
    }

    private List<Price.Tier> tiers(@Nullable JsonNode list) {
        List<Price.Tier> tiers = new ArrayList<>();
        if (list != null) {
            refuseUnless(list.isArray(), "tiers is not a list");
            for (JsonNode tier : list.values()) {
                refuseUnless(tier.isObject(), "a tier is not an object");
                onlyMembers(tier, TIER_MEMBERS);
                tiers.add(new Price.Tier(count(tier, "above_input_tokens"), classes(tier.get("per_million"))));
            }
        }
        return tiers;
    }

    private Amount price(Map.Entry<String, JsonNode> price) {
        refuseUnless(
                price.getValue().isString()
                        && PRICE.matcher(price.getValue().stringValue()).matches(),
                price.getKey() + " is not a price such as \"0.15\"");
        return Amount.of(new BigDecimal(price.getValue().stringValue()));
    }

    private Set<Map.Entry<String, JsonNode>> members(@Nullable JsonNode object) {
        if (object == null) {
            return Collections.emptySet();
        }
        refuseUnless(object.isObject(), "prices are not an object");
        return object.properties();
    }

    private void onlyMembers(JsonNode object, Set<String> known) {
        for (String name : object.propertyNames()) {
            refuseUnless(known.contains(name), "has an unknown member " + name);
        }
    }

    private String text(JsonNode object, String name) {
        String text = optionalText(object, name);
        if (text == null) {
            throw fault(name + " is missing");
        }
        return text;
    }

    private @Nullable String optionalText(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            return null;
        }
        refuseUnless(value.isString() && !value.stringValue().isBlank(), name + " is not a text");
        return value.stringValue();
    }

    private long count(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw fault(name + " is not a whole number");
        }
        return value.longValue();
    }

    private boolean isTrue(JsonNode object, String name) {
        JsonNode value = object.get(name);
        refuseUnless(value == null || value.isBoolean(), name + " is neither true nor false");
        return value != null && value.booleanValue();
    }

    private void refuseUnless(boolean holds, String why) {
        if (!holds) {
            throw fault(why);
        }
    }

    private PriceFileFault fault(String why) {
        return new PriceFileFault(file, where, why);
    }
}

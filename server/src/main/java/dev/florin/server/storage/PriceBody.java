package dev.florin.server.storage;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.TokenClass;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a version of a price says, as its column keeps it: the JSON that the API takes, with members in one order, amounts as
 * decimal strings, and without what has a column of its own (model, version, dates, changes of the list). Thread-safe.
 */
final class PriceBody {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PriceBody() {}

    static String write(Price price) {
        ObjectNode body = JSON.createObjectNode();
        body.put("provider", price.provider());
        if (price.upstreamModel() != null) {
            body.put("upstream_model", price.upstreamModel());
        }
        writeClasses(body.putObject("per_million"), price.perMillion());
        if (!price.perUnit().isEmpty()) {
            ObjectNode units = body.putObject("per_unit");
            price.perUnit().forEach((unit, amount) -> units.put(unit, amount.toString()));
        }
        if (!price.tiers().isEmpty()) {
            var tiers = body.putArray("tiers");
            for (Price.Tier tier : price.tiers()) {
                ObjectNode each = tiers.addObject();
                each.put("above_input_tokens", tier.aboveInputTokens());
                writeClasses(each.putObject("per_million"), tier.perMillion());
            }
        }
        body.put("context_tokens", price.contextTokens());
        body.put("max_output_tokens", price.maxOutputTokens());
        if (!price.providerCost().isEmpty()) {
            writeClasses(body.putObject("provider_cost"), price.providerCost());
        }
        if (price.free()) {
            body.put("free", true);
        }
        if (price.retired()) {
            body.put("retired", true);
        }
        return JSON.writeValueAsString(body);
    }

    private static void writeClasses(ObjectNode target, Map<TokenClass, Amount> prices) {
        for (TokenClass tokenClass : TokenClass.ALL) {
            Amount amount = prices.get(tokenClass);
            if (amount != null) {
                target.put(tokenClass.code(), amount.toString());
            }
        }
    }

    static final String COLUMNS = "p.model, p.version, p.body, p.effective_at, p.added_in, p.deleted_in";

    /** Reads {@link #COLUMNS}. */
    static Price price(ResultSet row) throws SQLException {
        JsonNode body = JSON.readTree(row.getString(3));
        return new Price(
                new Model(row.getString(1)),
                row.getInt(2),
                Check.present(text(body, "provider"), "a price's provider"),
                text(body, "upstream_model"),
                classes(body.path("per_million")),
                units(body.path("per_unit")),
                tiers(body.path("tiers")),
                body.path("context_tokens").asLong(0),
                body.path("max_output_tokens").asLong(0),
                classes(body.path("provider_cost")),
                Columns.instant(row, 4),
                body.path("free").asBoolean(false),
                body.path("retired").asBoolean(false),
                row.getLong(5),
                Columns.number(row, 6));
    }

    private static @Nullable String text(JsonNode body, String member) {
        JsonNode value = body.get(member);
        return value == null ? null : value.stringValue();
    }

    private static Map<TokenClass, Amount> classes(JsonNode prices) {
        Map<TokenClass, Amount> read = new EnumMap<>(TokenClass.class);
        prices.properties()
                .forEach(member ->
                        read.put(TokenClass.ofCode(member.getKey()).orElseThrow(), amount(member.getValue())));
        return read;
    }

    private static SortedMap<String, Amount> units(JsonNode prices) {
        SortedMap<String, Amount> read = new TreeMap<>();
        prices.properties().forEach(member -> read.put(member.getKey(), amount(member.getValue())));
        return read;
    }

    private static List<Price.Tier> tiers(JsonNode tiers) {
        List<Price.Tier> read = new ArrayList<>();
        for (JsonNode tier : tiers) {
            read.add(new Price.Tier(tier.path("above_input_tokens").asLong(), classes(tier.path("per_million"))));
        }
        return read;
    }

    private static Amount amount(JsonNode decimal) {
        return Amount.of(new BigDecimal(decimal.stringValue()));
    }
}

package dev.florin.server.web.api;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.web.http.JsonOut;
import java.util.Map;

/** A version of a price as the API writes it. */
final class PriceShape {
    private static final String PREFIX = "price_";

    private PriceShape() {}

    /** No two versions came with the same change of the list. */
    static String id(Price price) {
        return PREFIX + price.addedIn();
    }

    /**
     * Writes the object.
     *
     * @param inForce whether a call placed now pays it
     * @param withCost whether the caller may see what the operator pays
     */
    static void write(JsonOut out, Price price, boolean inForce, boolean withCost) {
        out.object()
                .text("id", id(price))
                .text("object", "price")
                .text("model", price.model().name())
                .count("version", price.version())
                .text("provider", price.provider())
                .text("upstream_model", price.upstreamModel());
        classes(out, "per_million", price.perMillion());
        out.object("per_unit");
        price.perUnit().forEach(out::amount);
        out.end().array("tiers");
        for (Price.Tier tier : price.tiers()) {
            out.object().count("above_input_tokens", tier.aboveInputTokens());
            classes(out, "per_million", tier.perMillion());
            out.end();
        }
        out.end().count("context_tokens", price.contextTokens()).count("max_output_tokens", price.maxOutputTokens());
        if (withCost && !price.providerCost().isEmpty()) {
            classes(out, "provider_cost", price.providerCost());
        }
        out.text("currency", AccountShape.CURRENCY)
                .time("effective_at", price.effectiveAt())
                .flag("in_force", inForce)
                .flag("free", price.free())
                .flag("retired", price.retired())
                .end();
    }

    private static void classes(JsonOut out, String name, Map<TokenClass, Amount> prices) {
        out.object(name);
        prices.forEach((tokenClass, amount) -> out.amount(tokenClass.code(), amount));
        out.end();
    }
}

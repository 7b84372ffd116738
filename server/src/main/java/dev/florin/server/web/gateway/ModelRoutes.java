package dev.florin.server.web.gateway;

import dev.florin.core.pricing.Price;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which models can be called, and what they cost, as SDKs list them. Thread-safe. */
final class ModelRoutes {
    private final Prices prices;

    ModelRoutes(Prices prices) {
        this.prices = prices;
    }

    void addTo(Routes routes) {
        routes.get("/openai/v1/models", Access.accountKeys(), this::asOpenAi)
                .get("/anthropic/v1/models", Access.accountKeys(), this::asAnthropic);
    }

    private List<Price> current() {
        Prices.Standing standing = prices.standing();
        return standing.list().current(standing.now()).stream()
                .filter(price -> !price.retired())
                .sorted(Comparator.comparing(price -> price.model().name()))
                .toList();
    }

    private Answer asOpenAi(Request request) {
        request.admit();
        return Answer.ok(out -> {
            out.object().text("object", "list").array("data");
            for (Price price : current()) {
                out.object()
                        .text("id", price.model().name())
                        .text("object", "model")
                        .count("created", price.effectiveAt().getEpochSecond())
                        .text("owned_by", price.provider());
                price(out, price);
                out.end();
            }
            out.end().end();
        });
    }

    private Answer asAnthropic(Request request) {
        // A page's size and place, which SDKs send: there is one page, with all of them.
        request.query().string("limit", LONGEST);
        request.query().string("after_id", LONGEST);
        request.query().string("before_id", LONGEST);
        request.admit();
        List<Price> all = current();
        return Answer.ok(out -> {
            out.object().array("data");
            for (Price price : all) {
                out.object()
                        .text("type", "model")
                        .text("id", price.model().name())
                        .text("display_name", price.model().name())
                        .time("created_at", price.effectiveAt());
                price(out, price);
                out.end();
            }
            out.end()
                    .flag("has_more", false)
                    .text("first_id", name(all.isEmpty() ? null : all.getFirst()))
                    .text("last_id", name(all.isEmpty() ? null : all.getLast()))
                    .end();
        });
    }

    private static final int LONGEST = 200;

    private static @Nullable String name(@Nullable Price price) {
        return price == null ? null : price.model().name();
    }

    /** In dollars a million, as everywhere here. */
    private static void price(JsonOut out, Price price) {
        out.object("price").count("version", price.version()).object("per_million");
        price.perMillion().forEach((tokenClass, amount) -> out.amount(tokenClass.code(), amount));
        out.end().object("per_unit");
        price.perUnit().forEach(out::amount);
        out.end().array("tiers");
        for (Price.Tier tier : price.tiers()) {
            out.object().count("above_input_tokens", tier.aboveInputTokens()).object("per_million");
            tier.perMillion().forEach((tokenClass, amount) -> out.amount(tokenClass.code(), amount));
            out.end().end();
        }
        out.end()
                .count("context_tokens", price.contextTokens())
                .count("max_output_tokens", price.maxOutputTokens())
                .end();
    }
}

package dev.florin.server.web.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.TokenClass;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the price list says of changes, and what the estimator says of a text. */
class PriceViewsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T05:30:00Z");
    private static final Instant LONG_AGO = Instant.parse("2025-01-01T00:00:00Z");

    private static Price price(int version, String input, String output, Instant effectiveAt) {
        return new Price(
                new Model("large"),
                version,
                "openai",
                "gpt-4o",
                Map.of(TokenClass.INPUT, Amount.dollars(input), TokenClass.OUTPUT, Amount.dollars(output)),
                new TreeMap<>(Map.of("web_search", Amount.dollars("0.01"))),
                List.of(new Price.Tier(200_000, Map.of(TokenClass.INPUT, Amount.dollars("6.00")))),
                1_000_000,
                64_000,
                Map.of(),
                effectiveAt,
                false,
                false,
                version,
                null);
    }

    private static PriceView view(Price... versions) {
        PriceList list = new PriceList(List.of(versions), versions.length);
        Price current = list.current(NOW).getFirst();
        return new PriceViews(list, NOW, ZoneId.of("UTC")).of(current);
    }

    @Test
    void aPriceSaysEachClassAndWhatATypicalMessageCosts() {
        PriceView view = view(price(1, "3.00", "15.00", LONG_AGO));
        assertEquals("$3.00", view.input());
        assertEquals("", view.cached());
        assertEquals("$15.00", view.output());
        assertEquals("$0.009", view.typical(), "1,000 × $3 + 400 × $15 a million");
        assertEquals("1 Jan 2025", view.since());
        assertEquals("", view.badge());
        assertEquals(List.of(new PriceView.Part("Each web search", "$0.01")), view.others());
        assertEquals("200,000", view.tiers().getFirst().above());
        assertEquals(
                "$6.00 a million", view.tiers().getFirst().parts().getFirst().price());
        assertEquals("1,000,000 tokens in, 64,000 out", view.limits());
    }

    @Test
    void changesAreToldForAMonthAndBeforeTheyCome() {
        PriceView cheaper = view(
                price(1, "4.00", "15.00", LONG_AGO), price(2, "3.00", "15.00", Instant.parse("2026-11-10T00:00:00Z")));
        assertEquals("Cheaper", cheaper.badge());
        assertEquals("Since 10 Nov 2026: input tokens $4.00 → $3.00 (−25 %)", cheaper.change());
        PriceView mixed = view(
                price(1, "4.00", "15.00", LONG_AGO), price(2, "3.00", "20.00", Instant.parse("2026-11-10T00:00:00Z")));
        assertEquals("Changed", mixed.badge());
        PriceView coming = view(
                price(1, "4.00", "15.00", LONG_AGO), price(2, "5.00", "15.00", Instant.parse("2026-12-01T00:00:00Z")));
        assertEquals("Changes soon", coming.badge());
        assertEquals("$4.00", coming.input());
        assertEquals("From 1 Dec 2026: input tokens $4.00 → $5.00 (+25 %)", coming.change());
        PriceView old = view(
                price(1, "4.00", "15.00", LONG_AGO), price(2, "3.00", "15.00", Instant.parse("2026-08-10T00:00:00Z")));
        assertEquals("", old.badge());
    }

    @Test
    void anEstimateIsNeverMoreLikelyThanItIsAtMost() {
        String text = "The quick brown fox jumps over the lazy dog. ".repeat(20);
        List<PricesModel.Estimate> found = new Estimator().of(text, 100, List.of(price(1, "3.00", "15.00", LONG_AGO)));
        assertEquals(1, found.size());
        assertEquals("large", found.getFirst().model());
        int tokens = Integer.parseInt(found.getFirst().input());
        assertTrue(tokens > 180 && tokens < 260, "tokens: " + tokens);
        assertTrue(found.getFirst().likely().startsWith("$0.002"), found.toString());
        assertTrue(new Estimator()
                .of(text, 100_000, List.of(price(1, "3.00", "15.00", LONG_AGO)))
                .isEmpty());
    }
}

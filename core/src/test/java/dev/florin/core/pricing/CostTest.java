package dev.florin.core.pricing;

import static dev.florin.core.pricing.Drafts.above;
import static dev.florin.core.pricing.Drafts.cost;
import static dev.florin.core.pricing.Drafts.draft;
import static dev.florin.core.pricing.Drafts.free;
import static dev.florin.core.pricing.Drafts.price;
import static dev.florin.core.pricing.Drafts.priceWithUnits;
import static dev.florin.core.pricing.Drafts.total;
import static dev.florin.core.pricing.Drafts.usage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class CostTest {
    private static final Price LONG_CONTEXT = price(
            "input 5.00 cached_input 0.50 output 30.00", above(272_000, "input 10.00 cached_input 1.00 output 45.00"));

    @Test
    void everyTokenIsCountedInOneClassAndTheSumIsRoundedOnce() {
        Price price = price("input 3.00 cached_input 0.30 cache_write 3.75 output 15.00");
        Cost cost = cost(price, usage(1_000, 500, "cached_input=200,cache_write=300"));
        assertEquals("input 500, cached_input 200, cache_write 300, output 500", lines(cost));
        assertEquals("0.0015 0.00006 0.001125 0.0075", amounts(cost));
        assertEquals("0.010185", cost.total().toString());
    }

    @Test
    void shortAndLongCacheWritesAreTwoLines() {
        Price price = price("input 8.00 cache_write 10.00 cache_write_1h 16.00 output 40.00");
        Cost cost = cost(price, usage(2_000, 0, "cache_write=1000,cache_write_1h=1000"));
        assertEquals("0.01 0.016", amounts(cost));
        assertEquals("0.026", cost.total().toString());
    }

    @Test
    void reasoningIsPartOfTheOutputAndNotAddedToIt() {
        assertEquals("0.01", total(price("input 1.00 output 10.00"), usage(0, 1_000, "reasoning=800")));
    }

    @Test
    void reasoningWithAPriceOfItsOwnHasIt() {
        assertEquals("0.0036", total(price("output 10.00 reasoning 2.00"), usage(0, 1_000, "reasoning=800")));
    }

    @Test
    void theWholeInputPicksTheTierWhichPricesTheWholeCall() {
        assertEquals("2.741686", total(LONG_CONTEXT, usage(270_540 + 7_936, 630, "cached_input=7936")));
    }

    @Test
    void exactlyAtTheThresholdTheBaseApplies() {
        assertEquals("1.36003", total(LONG_CONTEXT, usage(272_000, 1, "")));
        assertEquals("2.720055", total(LONG_CONTEXT, usage(272_001, 1, "")));
    }

    @Test
    void theHighestTierThatIsReachedApplies() {
        Price price = price("input 1.00", above(10, "input 2.00"), above(20, "input 4.00"));
        assertEquals("0.00001", total(price, usage(10, 0, "")));
        assertEquals("0.000022", total(price, usage(11, 0, "")));
        assertEquals("0.00004", total(price, usage(20, 0, "")));
        assertEquals("0.000084", total(price, usage(21, 0, "")));
    }

    @Test
    void aClassThatATierLeavesOutHasThePriceOfTheBase() {
        Price price = price("input 1.00 cache_write 1.25 output 2.00", above(10, "input 2.00"));
        assertEquals("0.0002025", total(price, usage(100, 20, "cache_write=50")));
    }

    @Test
    void cachedInputAndReasoningWithoutAPriceFollowTheTierToo() {
        Price price = price("input 1.00 output 2.00", above(10, "input 3.00 output 7.00"));
        assertEquals("0.0003", total(price, usage(100, 0, "cached_input=100")));
        assertEquals("0.00037", total(price, usage(100, 10, "cached_input=100,reasoning=10")));
    }

    @Test
    void missingCachedPriceIsTheInputPriceAndNeverZero() {
        assertEquals("0.001", total(price("input 1.00 output 2.00"), usage(1_000, 0, "cached_input=900")));
    }

    @Test
    void toolsAreLinesOfTheirOwn() {
        Price price = priceWithUnits("input 1.00 output 2.00", "web_search 0.01");
        Cost cost = cost(price, usage(10, 10, "unit.web_search=3"));
        assertEquals("input 10, output 10, web_search 3", lines(cost));
        assertEquals("0.00001 0.00002 0.03", amounts(cost));
        assertEquals("10000.00", cost.lines().getLast().perMillion().toString());
    }

    @Test
    void imagesAreNotPricedAsText() {
        Price price = price("input 2.00 output 12.00 image_output 120.00");
        assertEquals("0.24408", total(price, usage(0, 2_340, "image_output=2000")));
    }

    @Test
    void usedClassWithoutAPriceIsRefused() {
        Price price = price("input 1.00 output 2.00");
        assertEquals(new Costing.NotPriced("cache_write"), price.cost(usage(10, 0, "cache_write=1")));
        assertEquals(new Costing.NotPriced("cache_write_1h"), price.cost(usage(10, 0, "cache_write_1h=1")));
        assertEquals(new Costing.NotPriced("image_input"), price.cost(usage(10, 0, "image_input=1")));
        assertEquals(new Costing.NotPriced("audio_input"), price.cost(usage(10, 0, "audio_input=1")));
        assertEquals(new Costing.NotPriced("image_output"), price.cost(usage(10, 10, "image_output=1")));
        assertEquals(new Costing.NotPriced("audio_output"), price.cost(usage(10, 10, "audio_output=1")));
        assertEquals(new Costing.NotPriced("web_search"), price.cost(usage(10, 10, "unit.web_search=1")));
        assertEquals(new Costing.NotPriced("output"), price("input 1.00").cost(usage(10, 10, "")));
        assertEquals(new Costing.NotPriced("reasoning"), price("input 1.00").cost(usage(10, 10, "reasoning=10")));
        assertEquals(new Costing.NotPriced("cached_input"), price("output 1.00").cost(usage(1, 0, "cached_input=1")));
    }

    @Test
    void aPriceOfAnotherModelIsAMistake() {
        Usage other = Usage.of(new Model("another"), 1, 1);
        assertThrows(IllegalArgumentException.class, () -> price("input 1.00").cost(other));
    }

    @Test
    void nothingUsedCostsNothing() {
        Cost cost = cost(price("input 1.00 output 2.00"), usage(0, 0, ""));
        assertEquals(Amount.ZERO, cost.total());
        assertEquals(0, cost.lines().size());
    }

    @Test
    void aFreeModelIsServedWithLinesAndCostsNothing() {
        Price price = free(draft("input 0.00 output 0.00")).version(1, Drafts.NOON, 1);
        Cost cost = cost(price, usage(10, 20, ""));
        assertEquals("input 10, output 20", lines(cost));
        assertEquals(Amount.ZERO, cost.total());
        assertEquals(new Costing.NotPriced("audio_input"), price.cost(usage(10, 20, "audio_input=1")));
    }

    @Test
    void halfANanoDollarIsRoundedUpAndLessDown() {
        Price price = price("input 0.0005 output 0.000499999");
        assertEquals("0.000000001", total(price, usage(1, 0, "")));
        assertEquals("0.00", total(price, usage(0, 1, "")));
        assertEquals("0.000000001", total(price, usage(0, 2, "")));
        assertEquals("0.000000002", total(price, usage(3, 0, "")));
    }

    @Test
    void roundingIsForTheSumAndNotForEachLine() {
        // Two lines of 0.4 nano-dollars each: 0.8 together, none by itself.
        Price price = price("input 0.0004 output 0.0004");
        Cost cost = cost(price, usage(1, 1, ""));
        assertEquals("0.0000000004 0.0000000004", amounts(cost));
        assertEquals("0.000000001", cost.total().toString());
    }

    @Test
    void linesShowUpToFifteenDecimals() {
        Cost cost = cost(price("input 0.000000001"), usage(1, 0, ""));
        assertEquals("0.000000000000001", amounts(cost));
        assertEquals(
                "7.00",
                cost(price("input 7.00"), usage(1_000_000, 0, ""))
                        .lines()
                        .getFirst()
                        .amountText());
    }

    @Test
    void theLargestUsageAtTheLargestPriceIsStillAnAmount() {
        Price price = priceWithUnits("input 100000.00 output 100000.00", "a 100.00 b 100.00");
        Usage most = usage(
                Usage.MOST_TOKENS,
                Usage.MOST_TOKENS,
                "unit.a=" + Usage.MOST_UNITS / 2 + ",unit.b=" + Usage.MOST_UNITS / 2);
        Cost cost = cost(price, most);
        assertEquals("3000000000.00", cost.total().toString());
        assertEquals(
                new BigDecimal("1000000000.000000000000000"),
                cost.lines().getFirst().amount());
    }

    private static String lines(Cost cost) {
        return String.join(
                ", ",
                cost.lines().stream()
                        .map(line -> line.lineClass() + " " + line.count())
                        .toList());
    }

    private static String amounts(Cost cost) {
        return String.join(" ", cost.lines().stream().map(CostLine::amountText).toList());
    }
}

package dev.florin.core.pricing;

import static dev.florin.core.pricing.Drafts.above;
import static dev.florin.core.pricing.Drafts.price;
import static dev.florin.core.pricing.Drafts.priceWithUnits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MostTest {
    /** Enough to meet every pair of tier and class many times, in about a second. Each seed is a test of its own. */
    private static final int SEEDS = 1_000;

    @Test
    void everyInputTokenIsHeldAtTheDearestClassAndOutputLikewise() {
        Price price = price("input 3.00 cached_input 0.30 cache_write 3.75 output 15.00 reasoning 20.00");
        assertEquals("0.02375", price.most(1_000, 1_000).toString());
    }

    @Test
    void aTierCountsOnceTheInputCanReachIt() {
        Price price = price("input 3.00 output 15.00", above(200_000, "input 6.00 output 22.50"));
        assertEquals("0.615", price.most(200_000, 1_000).toString());
        assertEquals("1.222506", price.most(200_001, 1_000).toString());
    }

    @Test
    void aTierThatIsCheaperDoesNotLowerTheMost() {
        Price price = price("input 3.00 output 15.00", above(100, "input 1.00 output 5.00"));
        assertEquals(price("input 3.00 output 15.00").most(500, 500), price.most(500, 500));
    }

    @Test
    void aFeeForTheRequestIsPartOfTheMost() {
        assertEquals(
                "0.0051",
                priceWithUnits("input 1.00", "request 0.005 web_search 0.01")
                        .most(100, 0)
                        .toString());
    }

    @Test
    void affordableIsWhatTheMoneyPaysForOutputAfterTheInput() {
        Price price = price("input 10.00 output 10.00");
        assertEquals(-1, price.affordableOutputTokens(1_000, 500, Amount.dollars("0.009999")));
        assertEquals(0, price.affordableOutputTokens(1_000, 500, Amount.dollars("0.01")));
        assertEquals(0, price.affordableOutputTokens(1_000, 500, Amount.dollars("0.010009")));
        assertEquals(1, price.affordableOutputTokens(1_000, 500, Amount.dollars("0.01001")));
        assertEquals(500, price.affordableOutputTokens(1_000, 500, Amount.dollars("5.00")));
        assertEquals(-1, price.affordableOutputTokens(1_000, 500, Amount.ZERO));
    }

    @Test
    void aModelTakesWhatIsWithinItsLimitsAndHasAPrice() {
        Price price = price("input 1.00 output 1.00");
        assertTrue(price.takes(1_000_000, 128_000));
        assertFalse(price.takes(1_000_001, 0));
        assertFalse(price.takes(0, 128_001));
        assertFalse(price.takes(-1, 0));
        assertFalse(price.takes(0, -1));
        assertFalse(price("input 1.00").takes(1, 1));
        assertEquals(Optional.of(TokenClass.OUTPUT), price("input 1.00").unpriced(1, 1));
        assertEquals(
                Optional.of(TokenClass.INPUT),
                priceWithUnits("", "request 0.01").unpriced(1, 0));
        assertTrue(priceWithUnits("", "request 0.01").takes(0, 0));
    }

    @Test
    void noCallWithinItsLimitsCostsMoreThanTheMost() {
        int priced = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Price price = randomPrice(random);
            for (int call = 0; call < 20; call++) {
                long limitIn = randomCount(random);
                long limitOut = randomCount(random);
                Usage usage = randomUsage(random, limitIn, limitOut);
                if (price.cost(usage) instanceof Costing.Priced(Cost cost)) {
                    priced++;
                    String what = "seed " + seed + ": " + price + " " + usage;
                    assertFalse(cost.total().isMoreThan(price.most(limitIn, limitOut)), what);
                    assertEquals(sum(cost), cost.total(), what);
                    assertEquals(
                            usage.inputTokens() + usage.outputTokens() + requests(price, usage),
                            cost.lines().stream().mapToLong(CostLine::count).sum(),
                            what);
                }
            }
        }
        assertTrue(priced > SEEDS, "too few usages had a price: " + priced);
    }

    @Test
    void affordableIsTheInverseOfMost() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Price price = randomPrice(random);
            long input = randomCount(random);
            long limit = randomCount(random);
            Amount pays = Amount.ofNanos(
                    price.most(input, limit).nanos() == 0
                            ? random.nextLong(1_000)
                            : random.nextLong(price.most(input, limit).nanos() + 1_000));
            long affordable = price.affordableOutputTokens(input, limit, pays);
            String what = "seed " + seed + ": " + price + " input " + input + " limit " + limit + " pays " + pays;
            assertTrue(affordable >= -1 && affordable <= limit, what);
            assertTrue(affordable < 0 || !price.most(input, affordable).isMoreThan(pays), what);
            assertTrue(affordable == limit || price.most(input, affordable + 1).isMoreThan(pays), what);
        }
    }

    /** The sum done another way: over a common denominator, in whole numbers. */
    private static Amount sum(Cost cost) {
        BigDecimal millionths = BigDecimal.ZERO;
        for (CostLine line : cost.lines()) {
            millionths = millionths.add(new BigDecimal(line.count())
                    .multiply(new BigDecimal(line.perMillion().nanos())));
        }
        return Amount.ofNanos(millionths
                .divide(new BigDecimal(1_000_000), 0, RoundingMode.HALF_UP)
                .longValueExact());
    }

    /** What costs something by the request is one at least. */
    private static long requests(Price price, Usage usage) {
        return usage.units().getOrDefault(Price.REQUEST, price.perUnit().containsKey(Price.REQUEST) ? 1L : 0L);
    }

    private static Price randomPrice(SplittableRandom random) {
        Map<TokenClass, Amount> base = randomClasses(random);
        List<Price.Tier> tiers = new ArrayList<>();
        long above = 0;
        for (int tier = random.nextInt(4); tier > 0; tier--) {
            above += 1 + random.nextLong(10_000);
            tiers.add(new Price.Tier(above, randomClasses(random)));
        }
        SortedMap<String, Amount> units = new TreeMap<>();
        if (random.nextInt(3) == 0) {
            units.put(Price.REQUEST, Amount.ofNanos(1 + random.nextLong(100_000_000)));
        }
        return new PriceDraft(
                        Drafts.MODEL,
                        "p",
                        null,
                        base,
                        units,
                        tiers,
                        1_000_000,
                        1_000_000,
                        Map.of(),
                        null,
                        false,
                        false,
                        false)
                .version(1, Drafts.NOON, 1);
    }

    private static Map<TokenClass, Amount> randomClasses(SplittableRandom random) {
        Map<TokenClass, Amount> classes = new EnumMap<>(TokenClass.class);
        for (TokenClass tokenClass : TokenClass.ALL) {
            if (random.nextInt(3) > 0) {
                // From a fraction of a nano-dollar for a token to more than anything costs.
                long digits = 1L << random.nextInt(46);
                classes.put(tokenClass, Amount.ofNanos(1 + random.nextLong(digits)));
            }
        }
        classes.putIfAbsent(random.nextBoolean() ? TokenClass.INPUT : TokenClass.OUTPUT, Amount.dollars("1.00"));
        return classes;
    }

    private static Usage randomUsage(SplittableRandom random, long limitIn, long limitOut) {
        // Most calls come near their limit: that is where a hold would be too small.
        long input = random.nextBoolean() ? limitIn : random.nextLong(limitIn + 1);
        long output = random.nextBoolean() ? limitOut : random.nextLong(limitOut + 1);
        Map<TokenClass, Long> parts = new EnumMap<>(TokenClass.class);
        long restIn = input;
        long restOut = output;
        for (TokenClass tokenClass : TokenClass.ALL) {
            if (random.nextInt(3) == 0) {
                long part = random.nextLong((tokenClass.isInput() ? restIn : restOut) + 1);
                if (tokenClass != TokenClass.INPUT && tokenClass != TokenClass.OUTPUT) {
                    parts.put(tokenClass, part);
                    restIn -= tokenClass.isInput() ? part : 0;
                    restOut -= tokenClass.isInput() ? 0 : part;
                }
            }
        }
        SortedMap<String, Long> units =
                random.nextBoolean() ? new TreeMap<>(Map.of(Price.REQUEST, 1L)) : Collections.emptySortedMap();
        return Usage.of(Drafts.MODEL, input, output, parts, units);
    }

    private static long randomCount(SplittableRandom random) {
        return random.nextLong(1L << random.nextInt(1, 31));
    }
}

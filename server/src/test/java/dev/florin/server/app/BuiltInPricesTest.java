package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceChange;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.pricing.TokenClass;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BuiltInPricesTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final LocalDate OLDEST_SOURCE = LocalDate.parse("2026-07-01");

    private final BuiltInPrices prices = BuiltInPrices.ofProviders();
    private final BuiltInPrices sandbox = BuiltInPrices.ofSandbox();

    @Test
    void everyEntryKeepsItsSourceAndItsDay() {
        for (BuiltInPrices.Entry entry : prices.entries()) {
            assertTrue(entry.source().length() >= 10, name(entry));
            assertFalse(entry.sourceDate().isBefore(OLDEST_SOURCE), name(entry));
        }
    }

    @Test
    void nothingIsFreeOrZero() {
        for (BuiltInPrices.Entry entry : prices.entries()) {
            PriceDraft draft = entry.draft();
            assertFalse(draft.free(), name(entry));
            draft.perMillion().values().forEach(price -> assertTrue(price.isPositive(), name(entry)));
            draft.perUnit().values().forEach(price -> assertTrue(price.isPositive(), name(entry)));
            draft.tiers()
                    .forEach(tier ->
                            tier.perMillion().values().forEach(price -> assertTrue(price.isPositive(), name(entry))));
        }
    }

    @Test
    void eachKindOfModelHasItsClassesAndLimits() {
        for (BuiltInPrices.Entry entry : prices.entries()) {
            PriceDraft draft = entry.draft();
            Set<TokenClass> classes = draft.perMillion().keySet();
            switch (entry.kind()) {
                case CHAT -> assertTrue(has(classes, TokenClass.INPUT, TokenClass.OUTPUT), name(entry));
                case AUDIO ->
                    assertTrue(
                            has(
                                    classes,
                                    TokenClass.INPUT,
                                    TokenClass.OUTPUT,
                                    TokenClass.AUDIO_INPUT,
                                    TokenClass.AUDIO_OUTPUT),
                            name(entry));
                case IMAGE ->
                    assertTrue(
                            has(classes, TokenClass.INPUT, TokenClass.IMAGE_INPUT, TokenClass.IMAGE_OUTPUT),
                            name(entry));
                case EMBEDDING -> {
                    assertTrue(has(classes, TokenClass.INPUT), name(entry));
                    assertTrue(classes.stream().allMatch(TokenClass::isInput), name(entry));
                }
                case RERANK ->
                    assertEquals(Set.of(Price.REQUEST), draft.perUnit().keySet(), name(entry));
            }
            boolean answers = classes.stream().anyMatch(tokenClass -> !tokenClass.isInput());
            assertEquals(answers, draft.maxOutputTokens() > 0, name(entry));
            assertTrue(draft.contextTokens() > 0 && draft.maxOutputTokens() <= draft.contextTokens(), name(entry));
        }
    }

    @Test
    void readingACacheIsNeverDearerThanFreshInputAndWritingOneNeverCheaper() {
        for (BuiltInPrices.Entry entry : prices.entries()) {
            inOrder(entry, entry.draft().perMillion());
            entry.draft().tiers().forEach(tier -> inOrder(entry, tier.perMillion()));
        }
    }

    @Test
    void aTierNamesEveryClassOfItsBaseAndIsDearerThanWhatIsBelowIt() {
        for (BuiltInPrices.Entry entry : prices.entries()) {
            Map<TokenClass, Amount> below = entry.draft().perMillion();
            for (Price.Tier tier : entry.draft().tiers()) {
                assertEquals(below.keySet(), tier.perMillion().keySet(), name(entry));
                for (Map.Entry<TokenClass, Amount> price : below.entrySet()) {
                    assertTrue(
                            tier.perMillion()
                                    .getOrDefault(price.getKey(), Amount.ZERO)
                                    .isMoreThan(price.getValue()),
                            name(entry) + " " + price.getKey());
                }
                below = tier.perMillion();
            }
        }
    }

    @Test
    void noPriceIsSoUnusualThatItWouldHaveToBeConfirmed() {
        PriceList list = list(prices.entriesFrom(START), START);
        assertEquals(prices.entries().size(), list.number());
        list = list(sandbox.entriesFrom(START), START);
        assertEquals(3, list.number());
    }

    @Test
    void announcedChangesComeIntoForceAtTheirInstant() {
        PriceList list = list(prices.entriesFrom(START), START);
        Map<String, String> doubled = new TreeMap<>(Map.of(
                "gemini-4-argon", "2026-12-01T00:00:00Z",
                "gemini-3.8-flash", "2027-01-01T00:00:00Z",
                "gemini-3.7-flash", "2027-01-01T00:00:00Z",
                "gemini-3.6-flash", "2027-01-01T00:00:00Z"));
        Set<String> dated = new HashSet<>();
        prices.entries().stream()
                .filter(entry -> entry.draft().effectiveAt() != null)
                .forEach(entry -> dated.add(name(entry)));
        assertEquals(doubled.keySet(), dated);
        doubled.forEach((name, instant) -> {
            Model model = new Model(name);
            Instant change = Instant.parse(instant);
            Price before = list.inForce(model, change.minus(Duration.ofNanos(1_000)), list.number())
                    .orElseThrow();
            Price after = list.inForce(model, change, list.number()).orElseThrow();
            assertEquals(1, before.version());
            assertEquals(2, after.version());
            before.perMillion()
                    .forEach((tokenClass, price) ->
                            assertEquals(price.plus(price), after.perMillion().get(tokenClass), name));
        });
    }

    @Test
    void aListThatBeginsAfterAChangeBeginsWithTheChangedPrice() {
        Instant late = Instant.parse("2027-01-01T00:00:00Z");
        PriceList list = list(prices.entriesFrom(late), late);
        assertEquals(prices.entries().size() - 4, list.number());
        assertTrue(list.current(late.minusSeconds(1)).isEmpty());
        Price flash =
                list.inForce(new Model("gemini-3.8-flash"), late, list.number()).orElseThrow();
        assertEquals(Amount.dollars("1.50"), flash.perMillion().get(TokenClass.INPUT));
    }

    @Test
    void whatTwoProvidersSellUnderOneNameBearsTheirNames() {
        PriceList list = list(prices.entriesFrom(START), START);
        for (String provider : List.of("groq", "together")) {
            Price price =
                    list.newest(new Model(provider + "/openai/gpt-oss-120b")).orElseThrow();
            assertEquals(provider, price.provider());
            assertEquals("openai/gpt-oss-120b", price.upstreamModel());
        }
        assertTrue(list.newest(new Model("openai/gpt-oss-120b")).isEmpty());
    }

    @Test
    void theSandboxHasItsThreeModels() {
        PriceList list = list(sandbox.entriesFrom(START), START);
        assertEquals("0.0005", most(list, "sandbox-small", 1_000, 1_000));
        assertEquals("0.01875", most(list, "sandbox-large", 1_000, 1_000));
        assertEquals("1.5225075", most(list, "sandbox-large", 200_001, 1_000));
        assertEquals("0.0055", most(list, "sandbox-reasoning", 1_000, 1_000));
        list.models()
                .forEach(model -> assertTrue(
                        prices.entries().stream()
                                .noneMatch(entry -> entry.draft().model().equals(model)),
                        model.name()));
    }

    private static String most(PriceList list, String model, long input, long output) {
        return list.newest(new Model(model)).orElseThrow().most(input, output).toString();
    }

    private static void inOrder(BuiltInPrices.Entry entry, Map<TokenClass, Amount> prices) {
        Amount input = prices.getOrDefault(TokenClass.INPUT, Amount.ZERO);
        Amount write = prices.getOrDefault(TokenClass.CACHE_WRITE, input);
        assertFalse(prices.getOrDefault(TokenClass.CACHED_INPUT, input).isMoreThan(input), name(entry));
        assertFalse(input.isMoreThan(write), name(entry));
        assertFalse(write.isMoreThan(prices.getOrDefault(TokenClass.CACHE_WRITE_1H, write)), name(entry));
        assertFalse(input.isMoreThan(prices.getOrDefault(TokenClass.OUTPUT, input)), name(entry));
        assertFalse(input.isMoreThan(prices.getOrDefault(TokenClass.IMAGE_INPUT, input)), name(entry));
        assertFalse(input.isMoreThan(prices.getOrDefault(TokenClass.AUDIO_INPUT, input)), name(entry));
    }

    private static PriceList list(List<BuiltInPrices.Entry> entries, Instant start) {
        PriceList list = PriceList.empty();
        for (BuiltInPrices.Entry entry : entries) {
            PriceChange change = PriceChange.of(entry.draft(), list, start);
            list = list.with(
                    assertInstanceOf(PriceChange.New.class, change, name(entry)).price());
        }
        return list;
    }

    private static boolean has(Set<TokenClass> classes, TokenClass... needed) {
        return classes.containsAll(List.of(needed));
    }

    private static String name(BuiltInPrices.Entry entry) {
        return entry.draft().model().name();
    }
}

package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.TokenClass;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The built-in list against the collection of facts it was made from, where that lies beside the project. */
class PriceFactsTest {
    private static final String FACTS = "shared/data/prices/prices.json";

    /**
     * What the list has and no class of a row says: read in the row's notes, or derived and marked so in the list. All
     * other additions must cost as fresh input does: images, audio and cache writes that bill as input.
     */
    private static final Map<String, String> FROM_NOTES = Map.of(
            "gpt-6.2-sol cache_write_1h", "5",
            "gpt-6.2-sol cache_write_1h above 272000", "10",
            "gpt-6.2-astra cache_write_1h", "20",
            "gpt-6.2-astra cache_write_1h above 272000", "40",
            "gpt-realtime-2.1 image_input", "5",
            "gpt-realtime-2.1-mini image_input", "0.8",
            "gemini-3.8-live image_input", "1",
            "gemini-embedding-2 image_input", "0.45",
            "embed-v4.0 image_input", "0.47",
            "gpt-image-2 image_input", "8");

    private static final Set<TokenClass> BILL_AS_INPUT =
            Set.of(TokenClass.IMAGE_INPUT, TokenClass.AUDIO_INPUT, TokenClass.CACHE_WRITE);

    /** The row's zeros mean that it is priced by the search alone. */
    private static final String PRICED_BY_THE_SEARCH = "rerank-v3.5";

    /** Its fee for an image is another way to count the same tokens. */
    private static final String PRICED_BY_TOKENS = "gpt-image-2";

    /** The row's output limit is larger than its whole context. */
    private static final String LIMITED_BY_ITS_CONTEXT = "ministral-3b-2512";

    private final Map<String, List<BuiltInPrices.Entry>> entries = new HashMap<>();
    private List<JsonNode> rows = List.of();

    @BeforeEach
    void readBoth() throws Exception {
        Optional<Path> facts = facts();
        assumeTrue(facts.isPresent(), "no " + FACTS + " beside the project: the list is not compared");
        rows = List.copyOf(JsonMapper.shared()
                .readTree(Files.readAllBytes(facts.orElseThrow()))
                .values());
        for (BuiltInPrices.Entry entry : BuiltInPrices.ofProviders().entries()) {
            PriceDraft draft = entry.draft();
            String upstream = draft.upstreamModel();
            String key =
                    draft.provider() + " " + (upstream == null ? draft.model().name() : upstream);
            entries.computeIfAbsent(key, name -> new ArrayList<>()).add(entry);
        }
    }

    @Test
    void everyModelWithASourceIsThereAndNoOther() {
        List<String> keys = rows.stream().map(PriceFactsTest::key).sorted().toList();
        assertEquals(keys, entries.keySet().stream().sorted().toList());
        rows.forEach(row -> {
            assertEquals(row.get("source").stringValue(), entry(row).source());
            assertEquals(
                    row.get("source_date").stringValue(),
                    entry(row).sourceDate().toString());
            assertEquals(
                    row.get("kind").stringValue().toUpperCase(Locale.ROOT),
                    entry(row).kind().name());
            assertEquals(row.get("encoding").stringValue(null), entry(row).encoding());
        });
    }

    @Test
    void everyPriceIsTheOneOfItsRow() {
        for (JsonNode row : rows) {
            if (!name(row).equals(PRICED_BY_THE_SEARCH)) {
                assertPrices(
                        name(row),
                        "",
                        row.get("per_million"),
                        entry(row).draft().perMillion());
            }
        }
    }

    @Test
    void everyTierIsTheOneOfItsRow() {
        for (JsonNode row : rows) {
            List<Price.Tier> tiers = entry(row).draft().tiers();
            assertEquals(row.get("tiers").size(), tiers.size(), name(row));
            for (int index = 0; index < tiers.size(); index++) {
                JsonNode fact = row.get("tiers").get(index);
                Price.Tier tier = tiers.get(index);
                assertEquals(fact.get("above_input_tokens").longValue(), tier.aboveInputTokens(), name(row));
                assertPrices(
                        name(row), " above " + tier.aboveInputTokens(), fact.get("per_million"), tier.perMillion());
            }
        }
    }

    @Test
    void everyScheduledChangeIsThereOnItsDay() {
        for (JsonNode row : rows) {
            JsonNode scheduled = row.path("scheduled");
            List<BuiltInPrices.Entry> all = entries.getOrDefault(key(row), List.of());
            assertEquals(1 + scheduled.size(), all.size(), name(row));
            for (int index = 0; index < scheduled.size(); index++) {
                PriceDraft draft = all.get(index + 1).draft();
                assertEquals(
                        scheduled.get(index).get("from").stringValue() + "T00:00:00Z",
                        String.valueOf(draft.effectiveAt()),
                        name(row));
                assertPrices(name(row), "", scheduled.get(index).get("per_million"), draft.perMillion());
                assertEquals(
                        all.getFirst().draft().perMillion().keySet(),
                        draft.perMillion().keySet());
            }
        }
    }

    @Test
    void everyUnitAndEveryKnownLimitIsTheOneOfItsRow() {
        for (JsonNode row : rows) {
            PriceDraft draft = entry(row).draft();
            for (Map.Entry<String, JsonNode> unit : row.get("per_unit").properties()) {
                if (!unit.getValue().isNull() && !name(row).equals(PRICED_BY_TOKENS)) {
                    assertEquals(amount(unit.getValue()), draft.perUnit().get(unit.getKey()), name(row));
                }
            }
            if (row.get("context_tokens").isNumber()) {
                assertEquals(row.get("context_tokens").longValue(), draft.contextTokens(), name(row));
            }
            if (row.get("max_output_tokens").isNumber() && !name(row).equals(LIMITED_BY_ITS_CONTEXT)) {
                assertEquals(row.get("max_output_tokens").longValue(), draft.maxOutputTokens(), name(row));
            }
        }
    }

    private static void assertPrices(String model, String where, JsonNode facts, Map<TokenClass, Amount> prices) {
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            if (!fact.getValue().isNull()) {
                TokenClass tokenClass = TokenClass.ofCode(fact.getKey()).orElseThrow();
                assertEquals(amount(fact.getValue()), prices.get(tokenClass), model + " " + fact.getKey() + where);
            }
        }
        prices.forEach((tokenClass, price) -> {
            if (facts.path(tokenClass.code()).isString()) {
                return;
            }
            String what = model + " " + tokenClass.code() + where;
            String noted = FROM_NOTES.get(what);
            if (noted != null) {
                assertEquals(Amount.of(new BigDecimal(noted)), price, what);
            } else if (tokenClass == TokenClass.IMAGE_OUTPUT) {
                assertEquals(prices.get(TokenClass.OUTPUT), price, what);
            } else {
                assertTrue(BILL_AS_INPUT.contains(tokenClass), what + " stands in no row");
                assertEquals(prices.get(TokenClass.INPUT), price, what);
            }
        });
    }

    private BuiltInPrices.Entry entry(JsonNode row) {
        return entries.getOrDefault(key(row), List.of()).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("the list has no " + key(row)));
    }

    private static String key(JsonNode row) {
        return row.get("provider").stringValue() + " " + name(row);
    }

    private static String name(JsonNode row) {
        return row.get("model").stringValue();
    }

    private static Amount amount(JsonNode decimal) {
        return Amount.of(new BigDecimal(decimal.stringValue()));
    }

    private static Optional<Path> facts() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(FACTS))) {
                return Optional.of(folder.resolve(FACTS));
            }
        }
        return Optional.empty();
    }
}

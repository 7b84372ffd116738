package dev.florin.core.pricing;

import static dev.florin.core.pricing.Drafts.MODEL;
import static dev.florin.core.pricing.Drafts.usage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    private static final SortedMap<String, Long> NO_UNITS = new TreeMap<>();

    @Test
    void theClassesTogetherAreTheWhole() {
        String parts = "cached_input=1,cache_write=2,cache_write_1h=3,image_input=4,audio_input=5,"
                + "reasoning=6,image_output=7,audio_output=8";
        Usage usage = usage(20, 30, parts);
        assertEquals(5, usage.count(TokenClass.INPUT));
        assertEquals(9, usage.count(TokenClass.OUTPUT));
        assertEquals(50, TokenClass.ALL.stream().mapToLong(usage::count).sum());
    }

    @Test
    void partsOfItsTextComeBackAsTheyWere() {
        for (String parts : new String[] {
            "",
            "cached_input=200,reasoning=30,unit.request=1",
            "cache_write=1,cache_write_1h=2,audio_output=3",
            "unit.A.b-c_9=5,unit.request=1"
        }) {
            assertEquals(parts, usage(1_000, 100, parts).parts());
            assertEquals(usage(1_000, 100, parts), usage(1_000, 100, parts));
        }
    }

    @Test
    void unitsThatWereNotUsedAreLeftOut() {
        Usage usage = Usage.of(MODEL, 1, 1, Map.of(), new TreeMap<>(Map.of("request", 0L, "image", 2L)));
        assertEquals("unit.image=2", usage.parts());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cached_input=0",
                "cached_input=",
                "cached_input=-1",
                "cached_input=+1",
                "cached_input=01",
                "cached_input=1,",
                ",cached_input=1",
                "reasoning=1,cached_input=1",
                "cached_input=1,cached_input=1",
                "input=1",
                "output=1",
                "unknown=1",
                "unit.=1",
                "unit.a b=1",
                "unit.input=1",
                "unit.b=1,unit.a=1",
                "=1",
                "cached_input=99999999999999999999"
            })
    void textThatIsNotOfAUsageIsRefused(String parts) {
        assertThrows(IllegalArgumentException.class, () -> usage(1_000, 100, parts));
    }

    @Test
    void partsLargerThanTheirWholeAreRefused() {
        assertEquals("cached_input=10", usage(10, 0, "cached_input=10").parts());
        assertThrows(IllegalArgumentException.class, () -> usage(10, 0, "cached_input=11"));
        assertThrows(IllegalArgumentException.class, () -> usage(10, 0, "cached_input=6,audio_input=5"));
        assertThrows(IllegalArgumentException.class, () -> usage(100, 10, "reasoning=11"));
        assertThrows(IllegalArgumentException.class, () -> usage(100, 10, "reasoning=6,image_output=5"));
    }

    @Test
    void countsBelowZeroOrBeyondAllLimitsAreRefused() {
        long most = Usage.MOST_TOKENS;
        assertEquals(most, Usage.of(MODEL, most, most).inputTokens());
        assertThrows(IllegalArgumentException.class, () -> Usage.of(MODEL, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> Usage.of(MODEL, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> Usage.of(MODEL, most + 1, 0));
        assertThrows(IllegalArgumentException.class, () -> Usage.of(MODEL, 0, Long.MAX_VALUE));
        Map<TokenClass, Long> negative = Map.of(TokenClass.CACHED_INPUT, -1L, TokenClass.CACHE_WRITE, 2L);
        assertThrows(IllegalArgumentException.class, () -> Usage.of(MODEL, 1, 1, negative, NO_UNITS));
        Map<TokenClass, Long> huge = Map.of(TokenClass.CACHED_INPUT, Long.MAX_VALUE);
        assertThrows(IllegalArgumentException.class, () -> Usage.of(MODEL, 1, 1, huge, NO_UNITS));
    }

    @Test
    void unitsBeyondTheirLimitsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> units(Map.of("request", -1L)));
        assertThrows(IllegalArgumentException.class, () -> units(Map.of("request", Usage.MOST_UNITS + 1)));
        assertThrows(IllegalArgumentException.class, () -> units(Map.of("a", Usage.MOST_UNITS, "b", 1L)));
        assertThrows(IllegalArgumentException.class, () -> units(Map.of("a".repeat(65), 1L)));
        assertThrows(IllegalArgumentException.class, () -> units(Map.of("reasoning", 1L)));
        Map<String, Long> many = new TreeMap<>();
        for (int unit = 0; unit <= Usage.MOST_UNIT_NAMES; unit++) {
            many.put("u" + unit, 1L);
        }
        assertThrows(IllegalArgumentException.class, () -> units(many));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a\u0000b", "a\nb", "a\u007f", "modèle", "\ud800"})
    void namesThatNoModelHasAreRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> new Model(name));
    }

    @Test
    void modelsAreNamedAsProvidersNameThem() {
        assertTrue(Model.isName("global.amazon.nova-2-lite-v1:0"));
        assertTrue(Model.isName("groq/openai/gpt-oss-120b"));
        assertTrue(Model.isName("a".repeat(200)));
        assertThrows(IllegalArgumentException.class, () -> new Model("a".repeat(201)));
    }

    private static Usage units(Map<String, Long> units) {
        return Usage.of(MODEL, 1, 1, Map.of(), new TreeMap<>(units));
    }
}

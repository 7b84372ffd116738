package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.TokenClass;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceFileTest {
    private static final String ENTRY = """
            {"model": "m", "provider": "p", "kind": "chat",
             "per_million": {"input": "0.15", "output": "0.60"}, "per_unit": {"request": "0.01"},
             "tiers": [{"above_input_tokens": 1000, "per_million": {"input": "0.30"}}],
             "context_tokens": 1000, "max_output_tokens": 100,
             "source": "somewhere", "source_date": "2026-11-10"}""";

    @Test
    void anEntryIsReadExactly() {
        BuiltInPrices.Entry entry = read("[" + ENTRY + "]").entries().getFirst();
        assertEquals(Amount.dollars("0.15"), entry.draft().perMillion().get(TokenClass.INPUT));
        assertEquals(Amount.dollars("0.01"), entry.draft().perUnit().get("request"));
        assertEquals(1_000, entry.draft().tiers().getFirst().aboveInputTokens());
        assertEquals("", entry.notes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "\"kind\": \"chat\"         | \"kind\": \"chat\", \"a\": 1    | unknown member a",
                "\"kind\": \"chat\"         | \"kind\": \"chat\", \"kind\": \"chat\" | is not JSON",
                "\"kind\": \"chat\"         | \"kind\": \"talk\"              | Kind",
                "\"provider\": \"p\"        | \"provider\": 1                 | provider is not a text",
                "\"provider\": \"p\",       | \"notes\": \"-\",               | provider is missing",
                "\"source\": \"somewhere\", | \"notes\": \"-\",               | source is missing",
                "\"source\": \"somewhere\"  | \"source\": \" \"               | source is not a text",
                "2026-11-10                 | 2026-13-10                      | 2026-13-10",
                "\"output\":                | \"outptu\":                     | no token class outptu",
                "\"0.15\"                   | 0.15                            | not a price",
                "\"0.15\"                   | \"1e-1\"                        | not a price",
                "\"0.15\"                   | \"-0.15\"                       | not a price",
                "\"0.15\"                   | \"0.0000000001\"                | not a price",
                "\"0.15\"                   | \"0.00\"                        | per_million.input",
                "\"0.15\"                   | null                            | not a price",
                "\"0.01\"                   | \"0\"                           | per_unit.request",
                "\"above_input_tokens\": 1000 | \"above_input_tokens\": 0     | above_input_tokens",
                "\"above_input_tokens\": 1000 | \"above\": 1000               | unknown member above",
                "\"max_output_tokens\": 100 | \"max_output_tokens\": 0        | max_output_tokens",
                "\"max_output_tokens\": 100 | \"max_output_tokens\": null     | max_output_tokens is not a whole",
                "\"max_output_tokens\": 100 | \"max_output_tokens\": 1.5      | max_output_tokens is not a whole",
                "\"kind\": \"chat\"         | \"kind\": \"chat\", \"effective_at\": \"2027-01-01T00:00:00Z\" | first entry"
            })
    void whatIsNotUnderstoodIsRefusedWithItsEntry(String from, String to, String why) {
        assertTrue(ENTRY.contains(from), "the entry has no " + from);
        PriceFileFault fault = assertThrows(PriceFileFault.class, () -> read("[" + ENTRY.replace(from, to) + "]"));
        String message = String.valueOf(fault.getMessage());
        assertTrue(message.contains(why), message);
        assertTrue(message.startsWith("prices.json, "), message);
    }

    @Test
    void furtherEntriesOfAModelAreInOrderOfTheirDates() {
        String first = ENTRY.replace("\"kind\"", "\"effective_at\": \"2027-01-01T00:00:00Z\", \"kind\"");
        String second = first.replace("2027-01-01", "2027-02-01");
        assertEquals(
                3,
                read("[" + ENTRY + "," + first + "," + second + "]").entries().size());
        assertThrows(PriceFileFault.class, () -> read("[" + ENTRY + "," + second + "," + first + "]"));
        assertThrows(PriceFileFault.class, () -> read("[" + ENTRY + "," + first + "," + first + "]"));
        assertThrows(PriceFileFault.class, () -> read("[" + ENTRY + "," + ENTRY + "]"));
    }

    @Test
    void aFileThatIsNoListIsRefused() {
        assertThrows(PriceFileFault.class, () -> read(ENTRY));
        assertThrows(PriceFileFault.class, () -> read("[1]"));
        assertThrows(PriceFileFault.class, () -> read("[] []"));
        assertThrows(PriceFileFault.class, () -> read(""));
    }

    private static BuiltInPrices read(String text) {
        return BuiltInPrices.read(text.getBytes(StandardCharsets.UTF_8), "prices.json");
    }
}

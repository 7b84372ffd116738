package dev.florin.sandbox.models.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.models.answers.Ask.Tool;
import dev.florin.sandbox.models.answers.Ask.ToolChoice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the stand-in says by itself. */
class SageTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static Ask ask(String prompt, List<Tool> tools, ToolChoice choice, Optional<JsonNode> schema) {
        return new Ask(prompt, Optional.empty(), tools, choice, schema, schema.isPresent(), 0);
    }

    private static String said(String prompt) {
        return Sage.reply(ask(prompt, List.of(), ToolChoice.AUTO, Optional.empty()))
                .text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello there! | Hello! How can I help you today?",
                "What is 2 + 3 * 4? | 2 + 3 * 4 = 14",
                "what is 10 / 4 | 10 / 4 = 2.5",
                "Calculate 5-3 | 5-3 = 2",
                "Reply with exactly: pong | pong",
                "What is the capital of the Netherlands? | Amsterdam is the capital of the Netherlands.",
                "Thank you! | You are welcome. Tell me if there is anything else.",
                "Summarize this: Rain fell. | In short: Rain fell."
            })
    void smallQuestionsHaveTheirAnswer(String prompt, String answer) {
        assertEquals(answer, said(prompt));
    }

    @Test
    void otherwiseItSpeaksOfWhatWasAskedAndAlwaysTheSame() {
        String answer = said("Explain how prepaid credit helps a small company");
        assertTrue(answer.contains("prepaid credit helps small company"), answer);
        assertEquals(answer, said("Explain how prepaid credit helps a small company"));
    }

    @ParameterizedTest
    @CsvSource({
        "Write FizzBuzz in Java, ```java, static String word(int i)",
        "Write a prime sieve in Python, ```python, def primes",
        "javascript debounce function please, ```javascript, function debounce",
        "SQL query for the second highest salary, ```sql, OFFSET 1",
        "Write a function that reverses a string, ```python, def reverse_string"
    })
    void programsComeInTheLanguageThatWasAskedFor(String prompt, String fence, String line) {
        String answer = said(prompt);
        assertTrue(answer.contains(fence) && answer.contains(line), answer);
    }

    @Test
    void aToolIsCalledWhereThePromptAsksForItOrItMust() {
        Tool weather = new Tool("get_weather", "The weather of a city", JSON.readTree("{}"));
        Tool mail = new Tool("send_mail", "Sends an e-mail", JSON.readTree("{}"));
        List<Tool> tools = List.of(mail, weather);
        Reply asked = Sage.reply(ask("How is the weather?", tools, ToolChoice.AUTO, Optional.empty()));
        assertEquals("get_weather", asked.toolUses().getFirst().name());
        assertEquals(
                List.of(),
                Sage.reply(ask("Hello", tools, ToolChoice.AUTO, Optional.empty()))
                        .toolUses());
        assertEquals(
                List.of(),
                Sage.reply(ask("How is the weather?", tools, ToolChoice.NONE, Optional.empty()))
                        .toolUses());
        assertEquals(
                1,
                Sage.reply(ask("Hello", tools, ToolChoice.ANY, Optional.empty()))
                        .toolUses()
                        .size());
    }

    @Test
    void whatATooAnsweredIsTold() {
        Ask told = new Ask(
                "How is the weather?",
                Optional.of("{\"degrees\": 21}"),
                List.of(new Tool("get_weather", "The weather", JSON.readTree("{}"))),
                ToolChoice.AUTO,
                Optional.empty(),
                false,
                0);
        assertTrue(Sage.reply(told).text().contains("21"));
    }

    @Test
    void aSchemaIsFilledAsItDemands() {
        JsonNode schema = JSON.readTree("""
                {"type": "object", "required": ["city", "days", "unit", "tags", "inner"], "properties": {
                  "city": {"type": "string"}, "days": {"type": "integer", "minimum": 2, "maximum": 5},
                  "unit": {"enum": ["celsius", "fahrenheit"]},
                  "tags": {"type": "array", "items": {"type": "string", "maxLength": 3}, "minItems": 2},
                  "inner": {"$ref": "#/$defs/node"}},
                 "$defs": {"node": {"type": "object", "required": ["next"], "properties": {
                  "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}}}}}
                """);
        JsonNode value = JSON.readTree(Sage.reply(ask(
                        "Weather in Oslo for 9 days in fahrenheit", List.of(), ToolChoice.AUTO, Optional.of(schema)))
                .text());
        assertEquals("Oslo", value.path("city").asString());
        assertEquals(5, value.path("days").asInt());
        assertEquals("fahrenheit", value.path("unit").asString());
        assertEquals(2, value.path("tags").size());
        assertTrue(value.path("inner").has("next"));
    }
}

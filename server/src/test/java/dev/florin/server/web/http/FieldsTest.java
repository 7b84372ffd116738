package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.check.BrokenInvariant;
import dev.florin.core.money.Amount;
import dev.florin.server.web.http.JsonValue.Members;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private static Fields fields(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Fields.apart((Members) JsonBody.parse(bytes, bytes.length), "");
    }

    private static List<FieldError> errors(Fields fields) {
        return fields.problem().map(Problem::errors).orElse(List.of());
    }

    private static Problem refusal(String json) {
        return assertThrows(Refused.class, () -> fields(json)).problem();
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5.00",
        "\"5\", 5.00",
        "\"5.00\", 5.00",
        "5.000000000, 5.00",
        "0.000000075, 0.000000075",
        "\"-0.01\", -0.01",
        "\"-0\", 0.00",
        "9000000000, 9000000000.00",
        "\"-9000000000.000000000\", -9000000000.00",
    })
    void anAmountIsReadExactly(String sent, String amount) {
        Fields fields = fields("{\"amount\":" + sent + "}");
        assertEquals(Amount.dollars(amount), fields.amount("amount").required().value());
        assertTrue(fields.problem().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"NaN\"",
                "\"Infinity\"",
                "1e3",
                "1E-3",
                "\"1e3\"",
                "0.0000000001",
                "5.0000000000",
                "9000000000.000000001",
                "\"9000000001\"",
                "9223372036854775808",
                "99999999999999999999999999999999",
                "\"\"",
                "\"-\"",
                "\".5\"",
                "\"5.\"",
                "\"+5\"",
                "\" 5\"",
                "\"5,00\"",
                "\"05\"",
                "\"0x5\"",
                "\"٥\"",
                "\"1.2.3\"",
                "\"--5\"",
                "true",
                "{}",
                "[5]",
            })
    void whatIsNoAmountIsRefusedByName(String sent) {
        Fields fields = fields("{\"amount\":" + sent + "}");
        fields.amount("amount").required();
        assertEquals(
                List.of("amount"),
                errors(fields).stream().map(FieldError::field).toList());
    }

    @Test
    void aBareNaNIsNoJson() {
        assertEquals(ProblemCode.INVALID_JSON, refusal("{\"amount\":NaN}").code());
    }

    @Test
    void centsHaveNoMoreThanTwoDecimalsAndAreNotNegative() {
        Fields fields = fields("{\"a\":\"5.00\",\"b\":\"5.000\",\"c\":-1,\"d\":0}");
        assertEquals(Amount.dollars("5.00"), fields.cents("a").value());
        fields.cents("b");
        fields.cents("c");
        assertEquals(Amount.ZERO, fields.cents("d").value());
        assertEquals(
                List.of(new FieldError("b", "has more than 2 decimals"), new FieldError("c", "must not be below 0")),
                errors(fields));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "1e3", "\"1\"", "9223372036854775808", "true", "null"})
    void aCountIsAWholeNumberAndNotBelowZero(String sent) {
        Fields fields = fields("{\"tokens\":" + sent + "}");
        fields.count("tokens").required();
        assertEquals(1, errors(fields).size());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.123456789+02:00, 2026-01-31T10:00:00.123456Z",
        "2026-01-31t12:00:00z, 2026-01-31T12:00:00Z",
    })
    void aTimeHasAnOffsetAndIsCutToMicroseconds(String sent, String time) {
        assertEquals(
                Instant.parse(time),
                fields("{\"at\":\"" + sent + "\"}").time("at").value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31",
                "2026-01-31T12:00:00",
                "2026-02-30T12:00:00Z",
                "2026-01-31T25:00:00Z",
                "2026-01-31 12:00:00Z",
                "+12026-01-31T12:00:00Z",
                "1769860800",
                "2026-01-31T12:00Z",
            })
    void whatIsNoTimeIsRefused(String sent) {
        Fields fields = fields("{\"at\":\"" + sent + "\"}");
        fields.time("at");
        assertEquals(1, errors(fields).size());
    }

    @Test
    void nestedFieldsAreNamedByTheirPath() {
        Fields fields =
                fields("{\"usage\":{\"input_tokens\":-1,\"x\":1},\"commands\":[{\"amount\":1},{\"amount\":[]},7]}");
        fields.object("usage").value().count("input_tokens");
        fields.objects("commands", 10).value().forEach(command -> command.amount("amount"));
        assertEquals(
                List.of("usage.input_tokens", "commands[2]", "commands[1].amount", "usage.x"),
                errors(fields).stream().map(FieldError::field).toList());
    }

    @Test
    void objectsApartFailAlone() {
        Fields fields = fields("{\"commands\":[{\"amount\":1},{\"amount\":\"x\"}]}");
        List<Fields> commands = fields.objectsApart("commands", 2).value();
        commands.forEach(command -> command.amount("amount"));
        assertTrue(fields.problem().isEmpty());
        assertTrue(commands.get(0).problem().isEmpty());
        assertEquals("commands[1].amount", errors(commands.get(1)).getFirst().field());
    }

    @Test
    void aDuplicateMemberIsRefusedWhereverItStands() {
        Problem top = refusal("{\"a\":1,\"a\":2}");
        assertEquals(ProblemCode.INVALID_REQUEST, top.code());
        assertEquals(List.of(new FieldError("a", "is given twice")), top.errors());
        assertEquals(
                "usage.parts[1].b",
                refusal("{\"usage\":{\"parts\":[{},{\"b\":1,\"\\u0062\":1}]}}")
                        .errors()
                        .getFirst()
                        .field());
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 100; i++) {
            many.append("\"m").append(i).append("\":1,");
        }
        assertEquals("m99", refusal(many + "\"m99\":1}").errors().getFirst().field());
    }

    @Test
    void controlCharactersAndHalfCharactersAreRefused() {
        Fields fields = fields("{\"a\":\"x\\u0000\",\"b\":\"x\\ny\",\"c\":\"x\\ny\",\"d\":\"\\u0085\"}");
        fields.string("a", 10);
        fields.string("b", 10);
        assertEquals("x\ny", fields.lines("c", 10).value());
        fields.lines("d", 10);
        assertEquals(3, errors(fields).size());
        assertEquals(ProblemCode.INVALID_JSON, refusal("{\"a\":\"\\ud83d\"}").code());
        assertEquals("😀", fields("{\"a\":\"\\ud83d\\ude00\"}").string("a", 1).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}{}",
                "{} x",
                "{\"a\":01}",
                "{\"a\":.5}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":1}//",
                "{\"a\":\"\u0001\"}",
                "nul",
            })
    void whatIsNoJsonIsRefusedWithItsPlaceAndWithoutBeingRepeated(String sent) {
        Problem problem = refusal(sent);
        assertEquals(ProblemCode.INVALID_JSON, problem.code());
        assertTrue(problem.errors().isEmpty());
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] latin = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                ProblemCode.INVALID_JSON,
                assertThrows(Refused.class, () -> JsonBody.parse(latin, latin.length))
                        .problem()
                        .code());
        byte[] wide = "{}".getBytes(StandardCharsets.UTF_16BE);
        assertThrows(Refused.class, () -> JsonBody.parse(wide, wide.length));
    }

    @Test
    void depthAndLengthsHaveTheirLimits() {
        int deep = 100_000;
        assertEquals(
                ProblemCode.INVALID_JSON, refusal("{\"a\":" + "[".repeat(deep)).code());
        assertEquals(
                ProblemCode.INVALID_JSON,
                refusal("{\"a\":" + "1".repeat(JsonBody.LONGEST_NUMBER + 1) + "}")
                        .code());
        assertEquals(
                ProblemCode.INVALID_JSON,
                refusal("{\"" + "n".repeat(JsonBody.LONGEST_NAME + 1) + "\":1}").code());
        char[] commas = new char[JsonBody.MOST_TOKENS * 2];
        Arrays.fill(commas, ',');
        for (int i = 0; i < commas.length; i += 2) {
            commas[i] = '1';
        }
        assertEquals(
                ProblemCode.INVALID_JSON,
                refusal("{\"a\":[" + new String(commas) + "1]}").code());
    }

    @Test
    void metadataIsSmallAndOfStrings() {
        assertEquals(
                Map.of("order", "17", "empty", ""),
                fields("{\"metadata\":{\"order\":\"17\",\"empty\":\"\"}}")
                        .metadata("metadata")
                        .value());
        String longKey = "k".repeat(41);
        String longValue = "v".repeat(501);
        Fields wrong = fields("{\"metadata\":{\"n\":1,\"z\":null,\"" + longKey + "\":\"x\",\"v\":\"" + longValue
                + "\",\"c\\u0007\":\"x\",\"\":\"x\"}}");
        wrong.metadata("metadata");
        assertEquals(6, errors(wrong).size());
        StringBuilder many = new StringBuilder("{\"metadata\":{");
        for (int i = 0; i < 51; i++) {
            many.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
        }
        Fields tooMany = fields(many + "}}");
        tooMany.metadata("metadata");
        assertEquals(List.of(new FieldError("metadata", "has more than 50 keys")), errors(tooMany));
    }

    @Test
    void aNullIsAbsentExceptToWhoeverAsks() {
        Fields fields = fields("{\"email\":null}");
        Field<String> email = fields.string("email", 10);
        assertTrue(email.isNull());
        assertFalse(email.isSent());
        assertTrue(email.optional().isEmpty());
        assertTrue(fields.string("name", 10).optional().isEmpty());
        email.required();
        assertEquals(List.of(new FieldError("email", "is missing")), errors(fields));
    }

    @Test
    void aWrongFieldHasNoValueToWorkWith() {
        Field<Amount> amount = fields("{\"amount\":-1}").positiveAmount("amount");
        assertThrows(BrokenInvariant.class, amount::value);
        assertThrows(BrokenInvariant.class, amount::optional);
    }

    @Test
    void aMistakeIsToldOnceAndAMeaningMayRefuse() {
        Fields fields = fields("{\"id\":\"../x\",\"kind\":\"gift\"}");
        fields.string("id", 64)
                .map(id -> {
                    throw new IllegalArgumentException("must not have slashes");
                })
                .required();
        fields.choice("kind", List.of("promo", "paid"), kind -> kind);
        assertEquals(
                List.of(
                        new FieldError("id", "must not have slashes"),
                        new FieldError("kind", "must be one of promo, paid")),
                errors(fields));
    }

    @Test
    void aRequestIsKnownAgainWhateverItsSpelling() {
        byte[] first = charge("{\"amount\":\"5.00\",\"feature\":\"chat\",\"metadata\":{\"a\":\"1\",\"b\":\"5.00\"}}");
        assertArrayEquals(
                first,
                charge("{ \"metadata\": {\"b\":\"5.00\",\"a\":\"1\"},\n \"feature\":\"ch\\u0061t\", \"amount\":5}"));
        assertArrayEquals(
                first, charge("{\"amount\":5.0,\"feature\":\"chat\",\"metadata\":{\"a\":\"1\",\"b\":\"5.00\"}}"));
        for (String other : List.of(
                "{\"amount\":\"5.01\",\"feature\":\"chat\",\"metadata\":{\"a\":\"1\",\"b\":\"5.00\"}}",
                "{\"amount\":\"5.00\",\"feature\":\"chat\",\"metadata\":{\"a\":\"1\",\"b\":\"5.0\"}}",
                "{\"amount\":\"5.00\",\"feature\":\"chat\",\"metadata\":{\"a\":\"1\"}}",
                "{\"amount\":\"5.00\",\"feature\":null,\"metadata\":{\"a\":\"1\",\"b\":\"5.00\"}}")) {
            assertFalse(Arrays.equals(first, charge(other)), other);
        }
        Fields fields = fields("{}");
        assertFalse(Arrays.equals(fields.fingerprint("a", "bc"), fields.fingerprint("ab", "c")));
    }

    private static byte[] charge(String json) {
        Fields fields = fields(json);
        fields.amount("amount").required();
        fields.string("feature", 64);
        fields.metadata("metadata");
        assertTrue(fields.problem().isEmpty(), json);
        return fields.fingerprint("POST", "/v1/accounts/ada/charges");
    }
}

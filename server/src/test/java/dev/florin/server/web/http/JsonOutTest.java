package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.core.check.BrokenInvariant;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonOutTest {
    @Test
    void commasStandBetweenAndOnlyBetween() {
        JsonOut out = new JsonOut();
        out.object()
                .text("a", "x")
                .text("b", null)
                .object("empty")
                .end()
                .array("list")
                .object()
                .count("n", 1)
                .end()
                .object()
                .end()
                .text("word")
                .end()
                .value("inner", inner -> inner.object().flag("f", true).end())
                .texts("metadata", new TreeMap<>(Map.of("k\"", "v\n")))
                .nothing("z")
                .end();
        assertEquals(
                "{\"a\":\"x\",\"b\":null,\"empty\":{},\"list\":[{\"n\":1},{},\"word\"],\"inner\":{\"f\":true},"
                        + "\"metadata\":{\"k\\\"\":\"v\\u000a\"},\"z\":null}",
                out.toString());
    }

    @Test
    void anObjectLeftOpenIsABug() {
        JsonOut out = new JsonOut().object();
        assertThrows(BrokenInvariant.class, out::bytes);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                10_000_000,
                10_000_001,
                999_999_999,
                1_000_000_000,
                -1_500_000_000,
                -500_000_000,
                9_000_000_000_000_000_000L,
                -9_000_000_000_000_000_000L
            })
    void anAmountIsWrittenAsItSaysItself(long nanos) {
        Amount amount = Amount.ofNanos(nanos);
        assertEquals(
                "{\"a\":\"" + amount + "\"}",
                new JsonOut().object().amount("a", amount).end().toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, -7, 10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE})
    void aCountIsWrittenInFull(long count) {
        assertEquals(
                "{\"n\":" + count + "}",
                new JsonOut().object().count("n", count).end().toString());
    }

    @Test
    void aTimeIsInUtcToTheMicrosecondWithoutZerosAtItsEnd() {
        for (var expected : List.of(
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.5Z",
                "2026-02-28T09:08:07.000001Z",
                "2000-02-29T23:59:59.12Z",
                "9999-12-31T23:59:59Z",
                "0001-01-01T00:00:00Z")) {
            String json = new JsonOut()
                    .object()
                    .time("t", Instant.parse(expected))
                    .end()
                    .toString();
            assertEquals("{\"t\":\"" + expected + "\"}", json);
        }
        String nanos = new JsonOut()
                .object()
                .time("t", Instant.parse("2026-01-01T00:00:00.123456789Z"))
                .end()
                .toString();
        assertEquals("{\"t\":\"2026-01-01T00:00:00.123456Z\"}", nanos);
    }

    @Test
    void aFineDecimalIsWrittenWithoutAnExponent() {
        assertEquals(
                "{\"d\":\"0.000000000000001\"}",
                new JsonOut()
                        .object()
                        .decimal("d", new BigDecimal("1E-15"))
                        .end()
                        .toString());
    }

    @Test
    void anyTextIsReadBackByAnotherParser() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        JsonMapper mapper = new JsonMapper();
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                int point = random.nextInt(random.nextBoolean() ? 0x180 : Character.MAX_CODE_POINT + 1);
                if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                    text.appendCodePoint(point);
                }
            }
            JsonOut out = new JsonOut().object().text("t", text.toString()).end();
            JsonNode read = mapper.readTree(out.bytes(), 0, out.length());
            assertEquals(text.toString(), read.get("t").stringValue(), "seed " + seed);
        }
    }

    @Test
    void halfACharacterIsReplaced() {
        assertEquals(
                "{\"t\":\"a\uFFFDb\"}",
                new JsonOut().object().text("t", "a\ud83db").end().toString());
    }
}

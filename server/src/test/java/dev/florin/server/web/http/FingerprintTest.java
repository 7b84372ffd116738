package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FingerprintTest {
    private static byte[] of(String number) {
        byte[] body = ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8);
        return Fingerprint.of(List.of("POST"), (JsonValue.Members) JsonBody.parse(body, body.length));
    }

    @Test
    void aNumberCountsByItsValueHoweverItIsSpelled() {
        for (String same : List.of("100", "1e2", "1E+2", "100.0", "100.00e0", "0.1e3")) {
            assertArrayEquals(of("100"), of(same), same);
        }
        assertArrayEquals(of("0"), of("0.000"));
        assertArrayEquals(of("999999999999999999"), of("999999999999999999.0"));
        assertArrayEquals(of("1000000000000000000"), of("1e18"));
        assertArrayEquals(of("10000000000000000000000"), of("1e22"));
    }

    @Test
    void numbersOfDifferentValueNeverShareOne() {
        List<String> different = List.of(
                "0", "1", "10", "100", "-1", "-10", "0.1", "0.01", "1e18", "1e19", "123", "12300", "1e999999999");
        Set<String> seen = different.stream()
                .flatMap(number -> Stream.of(HexFormat.of().formatHex(of(number))))
                .collect(Collectors.toSet());
        assertEquals(different.size(), seen.size());
    }
}

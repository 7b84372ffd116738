package dev.florin.sandbox.stripe.events;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The header {@code Stripe-Signature}: HMAC-SHA256 over time and body, one for each secret that is in force. */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    static String header(long seconds, byte[] body, List<String> secrets) {
        StringBuilder header = new StringBuilder("t=").append(seconds);
        secrets.forEach(secret -> header.append(",v1=").append(hex(seconds, body, secret)));
        return header.toString();
    }

    static String hex(long seconds, byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

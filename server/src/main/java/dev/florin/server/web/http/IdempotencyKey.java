package dev.florin.server.web.http;

import dev.florin.core.check.Check;

/** The header by which a client says that two requests are the same one. 1–255 printable ASCII characters. */
public record IdempotencyKey(String value) {
    /** As Stripe has it. */
    public static final int LONGEST = 255;

    public IdempotencyKey {
        Check.argument(isValid(value), "must be 1 to 255 printable ASCII characters");
    }

    static boolean isValid(String value) {
        return !value.isEmpty() && value.length() <= LONGEST && value.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }
}

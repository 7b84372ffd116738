package dev.florin.core.ledger;

import dev.florin.core.accounts.Digest;
import dev.florin.core.check.Check;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The words of a row that can be erased: they stand beside it, and its hash covers their salted digest only, so erasing
 * words and salt leaves the chain whole.
 *
 * @param description what was bought, in the host's words
 * @param reason why an operator acted
 * @param metadata the host's own
 * @param salt 16 random bytes, so that an erased text cannot be guessed back from its digest
 */
public record Text(
        @Nullable String description, @Nullable String reason, SortedMap<String, String> metadata, Digest salt) {
    /** Characters of a description or a reason. */
    public static final int LONGEST = 500;

    public Text {
        Check.argument(description == null || characters(description) <= LONGEST, "description is longer than 500");
        Check.argument(reason == null || characters(reason) <= LONGEST, "reason is longer than 500");
        Check.argument(salt.bytes().length == 16, "a salt has 16 bytes");
    }

    /** What is written beside the row; absent where there is nothing to write. */
    public static @Nullable Text of(
            @Nullable String description,
            @Nullable String reason,
            SortedMap<String, String> metadata,
            java.util.function.Supplier<Digest> salt) {
        return description == null && reason == null && metadata.isEmpty()
                ? null
                : new Text(description, reason, new TreeMap<>(metadata), salt.get());
    }

    /** As people count them: an emoji is one. */
    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    /** SHA-256 over the salt and the canonical form of the words. */
    public Digest digest() {
        CanonicalForm form = new CanonicalForm();
        form.text(description).text(reason).number(metadata.size());
        metadata.forEach((name, value) -> form.text(name).text(value));
        ByteBuffer written = form.written();
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return Digest.sha256(salt.bytes(), bytes);
    }
}

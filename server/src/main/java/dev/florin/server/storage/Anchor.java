package dev.florin.server.storage;

import dev.florin.core.accounts.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One hash over the heads of all chains, as they were at a moment. Kept outside of the database, it shows later that no row
 * from before that moment has been changed, added or taken away, not even by somebody who computed all hashes anew.
 *
 * <p>It is the SHA-256 of a line for each account that had a row by then, in the order of bucket and account number: account
 * number, sequence and hash (hexadecimal) of its last row before the moment, with blanks between and a line feed behind.
 *
 * @param until rows older than this count
 * @param digest of the lines
 */
public record Anchor(Instant until, Digest digest) {
    private static final int HASH_DIGITS = 64;

    /** As it is logged: the moment, a slash, the hash. */
    @Override
    public String toString() {
        return until + "/" + digest.hex();
    }

    /** What {@link #toString} wrote; empty for anything else. */
    public static Optional<Anchor> read(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || text.length() - slash - 1 != HASH_DIGITS) {
            return Optional.empty();
        }
        try {
            byte[] hash = HexFormat.of().parseHex(text, slash + 1, text.length());
            return Optional.of(new Anchor(Instant.parse(text.substring(0, slash)), Digest.of(hash)));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Takes the heads of chains, account by account. Not thread-safe. */
    static final class Chains {
        private final Instant until;
        private final MessageDigest lines;
        private long sequence;
        private Digest head = Digest.NONE;

        Chains(Instant until) {
            this.until = until;
            try {
                lines = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        Instant until() {
            return until;
        }

        /** The next row of the account at hand. */
        void row(long itsSequence, Instant at, Digest hash) {
            if (at.isBefore(until)) {
                sequence = itsSequence;
                head = hash;
            }
        }

        /** That was the account's last row. */
        void account(long number) {
            if (sequence > 0) {
                lines.update((number + " " + sequence + " " + head.hex() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            sequence = 0;
            head = Digest.NONE;
        }

        Anchor anchor() {
            return new Anchor(until, Digest.of(lines.digest()));
        }
    }
}

package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ids that leave the house: {@code hold_…}, {@code gr_…}, {@code txn_…}, {@code tu_…}, {@code rf_…}, {@code key_…}.
 *
 * <p>An id is one AES block over kind, bucket, account and number, under a key made when the database was created, written in
 * 26 letters. So any id finds its shard without a look-up, tells an outsider nothing, and cannot be guessed: a forged one
 * decrypts to a block whose last four bytes are not zero. Thread-safe.
 */
public final class ObjectIds {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LETTERS = 26;
    private static final int BLOCK_BYTES = 16;
    private static final int BITS_PER_LETTER = 5;
    private static final long MOST = 1L << 40;

    /** What an id names. */
    public enum Kind {
        HOLD("hold_", 1),
        GRANT("gr_", 2),
        TRANSACTION("txn_", 3),
        TOP_UP("tu_", 4),
        REFUND("rf_", 5),
        /** As Stripe is told of an account: never an answer of the API, where accounts have the host's ids. */
        ACCOUNT("fa_", 6),
        GATEWAY_KEY("key_", 7);

        private final String prefix;
        private final int number;

        Kind(String prefix, int number) {
            this.prefix = prefix;
            this.number = number;
        }
    }

    /**
     * What an id stands for.
     *
     * @param number hold, grant, top-up, refund or key number, or sequence
     */
    public record Reference(Kind kind, AccountNumber account, long number) {}

    private final SecretKeySpec key;
    private final ConcurrentLinkedQueue<Cipher> writers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Cipher> readers = new ConcurrentLinkedQueue<>();

    ObjectIds(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** The ids of a database. */
    public static ObjectIds of(Database database) {
        try (Connection connection = database.openForReading();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id_key FROM installation")) {
            Check.invariant(row.next(), "the key for ids is missing");
            return new ObjectIds(row.getBytes(1));
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    public String write(Kind kind, AccountNumber account, long number) {
        Check.argument(account.number() < MOST && number > 0 && number < MOST, "number is outside 40 bits");
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        block.putShort((short) ((kind.number << 8) | account.bucket()));
        putFiveBytes(block, account.number());
        putFiveBytes(block, number);
        byte[] sealed = run(writers, Cipher.ENCRYPT_MODE, block.array());
        return kind.prefix + letters(sealed);
    }

    /** What the id stands for; empty for anything that was not written here. */
    public Optional<Reference> read(Kind kind, String id) {
        if (!id.startsWith(kind.prefix) || id.length() != kind.prefix.length() + LETTERS) {
            return Optional.empty();
        }
        byte[] sealed = bytes(id, kind.prefix.length());
        if (sealed.length == 0) {
            return Optional.empty();
        }
        ByteBuffer block = ByteBuffer.wrap(run(readers, Cipher.DECRYPT_MODE, sealed));
        int kindNumber = block.get();
        int bucket = block.get();
        long account = fiveBytes(block);
        long number = fiveBytes(block);
        return kindNumber == kind.number
                        && bucket >= 0
                        && bucket < AccountNumber.BUCKETS
                        && account > 0
                        && number > 0
                        && block.getInt() == 0
                ? Optional.of(new Reference(kind, new AccountNumber(bucket, account), number))
                : Optional.empty();
    }

    private byte[] run(ConcurrentLinkedQueue<Cipher> pool, int mode, byte[] block) {
        try {
            Cipher cipher = pool.poll();
            if (cipher == null) {
                cipher = Cipher.getInstance("AES/ECB/NoPadding"); // one block, never repeated: no chaining to do
                cipher.init(mode, key);
            }
            byte[] done = cipher.doFinal(block);
            pool.add(cipher);
            return done;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    private static void putFiveBytes(ByteBuffer block, long value) {
        block.put((byte) (value >>> 32)).putInt((int) value);
    }

    private static long fiveBytes(ByteBuffer block) {
        return ((block.get() & 0xFFL) << 32) | (block.getInt() & 0xFFFF_FFFFL);
    }

    private static String letters(byte[] bytes) {
        ByteBuffer block = ByteBuffer.wrap(bytes);
        long high = block.getLong();
        long low = block.getLong();
        char[] text = new char[LETTERS];
        for (int i = LETTERS - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (low & 31));
            low = (low >>> BITS_PER_LETTER) | (high << (Long.SIZE - BITS_PER_LETTER));
            high >>>= BITS_PER_LETTER;
        }
        return new String(text);
    }

    /** The 16 bytes that the letters from {@code start} on write; none where they write no such number. */
    private static byte[] bytes(String id, int start) {
        long high = 0;
        long low = 0;
        for (int i = start; i < id.length(); i++) {
            int value = ALPHABET.indexOf(id.charAt(i));
            if (value < 0 || (i == start && value > 7)) {
                return new byte[0];
            }
            high = (high << BITS_PER_LETTER) | (low >>> (Long.SIZE - BITS_PER_LETTER));
            low = (low << BITS_PER_LETTER) | value;
        }
        return ByteBuffer.allocate(BLOCK_BYTES).putLong(high).putLong(low).array();
    }
}

package dev.florin.sandbox.models.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Texts as tokens. Models up to GPT-4 Turbo, and the embeddings, use {@code cl100k_base}; every other model, of whatever
 * provider, is counted in {@code o200k_base}, which is exact for GPT-4o and newer and this stand-in's stated count for
 * Anthropic's, whose tokenizer is not public. Thread-safe.
 */
public final class Tokens {
    private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();
    private static final ReentrantLock LOADING = new ReentrantLock();
    private static final Pattern OLD =
            Pattern.compile("(gpt-3\\.5|gpt-4$|gpt-4-|text-embedding|davinci|babbage).*", Pattern.CASE_INSENSITIVE);

    /** Longer texts are encoded on threads of the system, which it shares out fairly: a virtual one would not let go. */
    private static final int LONG_TEXT = 16_384;

    private static final ExecutorService FAIR = Executors.newFixedThreadPool(
            2, Thread.ofPlatform().name("tokens ", 1).daemon().factory());

    private final EncodingType type;

    private Tokens(EncodingType type) {
        this.type = type;
    }

    public static Tokens of(String model) {
        boolean old = OLD.matcher(model).matches();
        return new Tokens(old ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE);
    }

    /** Loads the vocabulary that nearly every model needs, which takes a moment. */
    public static void warm() {
        of("").count("ready");
    }

    private Encoding encoding() {
        LOADING.lock(); // the lazy registry may load one vocabulary twice, which costs memory
        try {
            return REGISTRY.getEncoding(type);
        } finally {
            LOADING.unlock();
        }
    }

    public int count(String text) {
        return ids(text).size();
    }

    IntArrayList ids(String text) {
        if (text.isEmpty()) {
            return new IntArrayList(0);
        }
        Encoding encoding = encoding();
        if (text.length() < LONG_TEXT) {
            return encoding.encodeOrdinary(text);
        }
        try {
            return CompletableFuture.supplyAsync(() -> encoding.encodeOrdinary(text), FAIR)
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("a text could not be encoded", e);
        }
    }

    /** The whole text in pieces. */
    public List<Piece> pieces(String text) {
        return pieces(text, Integer.MAX_VALUE);
    }

    /** The text in pieces, no more than {@code most} tokens of it. */
    public List<Piece> pieces(String text, int most) {
        IntArrayList ids = ids(text);
        Encoding encoding = encoding();
        List<Piece> pieces = new ArrayList<>();
        Gathering gathering = new Gathering();
        int end = Math.min(ids.size(), most);
        for (int i = 0; i < end; i++) {
            IntArrayList one = new IntArrayList(1);
            one.add(ids.get(i));
            byte[] bytes = encoding.decodeBytes(one);
            if (gathering.endsBefore(bytes)) {
                pieces.add(gathering.take());
            }
            gathering.add(bytes);
        }
        if (gathering.tokens > 0) {
            pieces.add(gathering.take());
        }
        return pieces;
    }

    /** The tokens of the piece that is being made. */
    private static final class Gathering {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean word;
        private int tokens;

        /** A piece ends where a word is followed by a space; in scripts without spaces, with the character. */
        boolean endsBefore(byte[] next) {
            boolean startsCharacter = (next[0] & 0xC0) != 0x80;
            boolean foreign = next[0] < 0;
            return word && startsCharacter && (foreign || Character.isWhitespace(next[0]));
        }

        void add(byte[] next) {
            bytes.writeBytes(next);
            tokens++;
            for (byte one : next) {
                word |= !Character.isWhitespace(one);
            }
        }

        Piece take() {
            Piece piece = new Piece(bytes.toString(StandardCharsets.UTF_8), tokens);
            bytes.reset();
            tokens = 0;
            word = false;
            return piece;
        }
    }
}

package dev.florin.sandbox.models.tokens;

import com.knuddels.jtokkit.api.IntArrayList;
import java.util.Arrays;

/**
 * A prompt as the row of its tokens, in the order in which a provider reads it. What has no text (the frame around a
 * message, an image) stands in it as so many tokens of its own kind, so that the length of the row is the count. For one
 * thread.
 */
public final class Prompt {
    private static final int OVERHEAD = -1;

    /** A multiplier whose powers do not repeat. */
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final Tokens tokens;
    private int[] row = new int[64];
    private int size;

    public Prompt(Tokens tokens) {
        this.tokens = tokens;
    }

    public Prompt text(String text) {
        IntArrayList ids = tokens.ids(text);
        room(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            row[size++] = ids.get(i);
        }
        return this;
    }

    /** So many tokens around what was written by the caller. */
    public Prompt overhead(int count) {
        return fill(count, OVERHEAD);
    }

    /** An image of so many tokens; {@code content} tells it from others. */
    public Prompt image(int count, int content) {
        return fill(count, content | Integer.MIN_VALUE);
    }

    private Prompt fill(int count, int token) {
        room(count);
        Arrays.fill(row, size, size + count, token);
        size += count;
        return this;
    }

    private void room(int more) {
        if (size + more > row.length) {
            row = Arrays.copyOf(row, Math.max(size + more, row.length * 2));
        }
    }

    public int size() {
        return size;
    }

    /** The fingerprints of the prefixes that end at multiples of {@code step}. */
    long[] prefixes(int step) {
        long[] prints = new long[size / step];
        long print = 1;
        for (int i = 0; i < prints.length * step; i++) {
            print = (print ^ row[i]) * FACTOR;
            print ^= print >>> 29;
            if ((i + 1) % step == 0) {
                prints[i / step] = print;
            }
        }
        return prints;
    }

    /** The fingerprint of the first {@code length} tokens. */
    public long prefix(int length) {
        long print = 1;
        for (int i = 0; i < length; i++) {
            print = (print ^ row[i]) * FACTOR;
            print ^= print >>> 29;
        }
        return print;
    }
}

package dev.florin.server.gateway.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * Counts the tokens of text. Thread-safe.
 *
 * <p><b>The bound.</b> Tokenizers of today take bytes, or pieces of text that fall back to bytes, so no token stands for
 * less than a byte of UTF-8 of what they are given; and some are given the text in Unicode's normal form KC, which can be
 * longer than what was sent (U+FDFA becomes eleven times as many bytes). So where the vocabulary is not public the bound is
 * the longer of both, in bytes; real text has about four bytes a token, and o200k says what is likely.
 *
 * <p><b>The work.</b> Pairs are merged within a piece: letters, digits, blanks or signs that stand together. A piece takes
 * more than linear time, and nobody writes words of hundreds of letters, so a longer run counts as its bytes, and so does
 * all text beyond {@link #MOST_CHARACTERS}. What is left is linear in the length of the text.
 */
final class TextCounter {
    /** Longer than any word, ruler or indentation; a sentence of Chinese ends before. */
    static final int LONGEST_RUN = 256;

    /** A million tokens of English, the longest context there is. */
    static final int MOST_CHARACTERS = 4_000_000;

    /** Cut out of its surroundings, a run may leave a blank or an apostrophe alone at either end. */
    private static final long AROUND_A_RUN = 8;

    /** Anything else is one of three kinds. */
    private static final int OTHER = 3;

    /** Each is read when it is needed first, once for the process: half a second of one core, and some 40 MB from then on. */
    private static final EncodingRegistry VOCABULARIES = Encodings.newLazyEncodingRegistry();

    /** The bound alone: where the vocabulary is not public, without the work of cutting the text. */
    long most(String text, Vocabulary vocabulary) {
        return vocabulary == Vocabulary.UNKNOWN
                ? bytes(text)
                : count(text, vocabulary).most();
    }

    Count count(String text, Vocabulary vocabulary) {
        return switch (vocabulary) {
            case O200K -> same(tokens(text, EncodingType.O200K_BASE));
            case CL100K -> same(tokens(text, EncodingType.CL100K_BASE));
            case UNKNOWN -> {
                long most = bytes(text);
                yield new Count(most, Math.min(most, tokens(text, EncodingType.O200K_BASE)));
            }
        };
    }

    /**
     * What the text certainly comes to, whatever it is put between: 0 where the vocabulary is not public, since nobody tells how
     * long its longest token is. Left out are the first and the last words, which may grow together with what stands beside them
     * (no piece of a public vocabulary has a blank behind something else), runs longer than words, and text beyond the most.
     */
    long least(String text, Vocabulary vocabulary) {
        int from = firstGap(text);
        int to = Math.min(lastGap(text), MOST_CHARACTERS);
        if (vocabulary == Vocabulary.UNKNOWN || from >= to) {
            return 0;
        }
        return least(text.substring(from, to), encoding(vocabulary));
    }

    private static long least(String text, Encoding encoding) {
        long tokens = 0;
        int counted = 0;
        int runStart = 0;
        int runKind = -1;
        for (int i = 0; i <= text.length(); i++) {
            int kind = i == text.length() ? -1 : kind(text.charAt(i));
            if (kind != runKind) {
                if (i - runStart > LONGEST_RUN) {
                    tokens += Math.max(0, ordinary(text, counted, runStart, encoding) - AROUND_A_RUN);
                    counted = i;
                }
                runStart = i;
                runKind = kind;
            }
        }
        return tokens + Math.max(0, ordinary(text, counted, text.length(), encoding) - AROUND_A_RUN);
    }

    private static int firstGap(String text) {
        int gap = text.indexOf(' ', 1);
        while (gap > 0 && text.charAt(gap - 1) <= ' ') {
            gap = text.indexOf(' ', gap + 1);
        }
        return gap < 0 ? text.length() : gap;
    }

    private static int lastGap(String text) {
        int gap = text.lastIndexOf(' ');
        while (gap > 0 && text.charAt(gap - 1) <= ' ') {
            gap = text.lastIndexOf(' ', gap - 1);
        }
        return Math.max(gap, 0);
    }

    private static Encoding encoding(Vocabulary vocabulary) {
        return VOCABULARIES.getEncoding(
                vocabulary == Vocabulary.CL100K ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE);
    }

    /** The bound where nothing is known. */
    static long bytes(String text) {
        long sent = utf8(text);
        // Plain ASCII has one normal form: itself.
        return sent == text.length() ? sent : Math.max(sent, utf8(Normalizer.normalize(text, Normalizer.Form.NFKC)));
    }

    private static Count same(long tokens) {
        return new Count(tokens, tokens);
    }

    private static long tokens(String text, EncodingType vocabulary) {
        Encoding encoding = VOCABULARIES.getEncoding(vocabulary);
        int end = Math.min(text.length(), MOST_CHARACTERS);
        long tokens = end < text.length() ? utf8(text.substring(end)) + AROUND_A_RUN : 0;
        int counted = 0;
        int runStart = 0;
        int runKind = -1;
        for (int i = 0; i <= end; i++) {
            int kind = i == end ? -1 : kind(text.charAt(i));
            if (kind != runKind) {
                if (i - runStart > LONGEST_RUN) {
                    tokens += ordinary(text, counted, runStart, encoding)
                            + utf8(text.substring(runStart, i))
                            + AROUND_A_RUN;
                    counted = i;
                }
                runStart = i;
                runKind = kind;
            }
        }
        return tokens + ordinary(text, counted, end, encoding);
    }

    private static long ordinary(String text, int from, int to, Encoding encoding) {
        return from == to ? 0 : encoding.countTokensOrdinary(text.substring(from, to));
    }

    /** Which characters may stand in one piece together, roughly: what is called the same here never ends a run too early. */
    private static int kind(char character) {
        if (character <= ' ') {
            return 0;
        }
        if (character < 0x80) {
            boolean letter = (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
            return letter ? 1 : character >= '0' && character <= '9' ? 2 : OTHER;
        }
        if (Character.isSurrogate(character)) {
            // Letters and signs both lie beyond the basic plane: called letters, they make a longer run, not a shorter
            // one.
            return 1;
        }
        return Character.isWhitespace(character) || Character.isSpaceChar(character)
                ? 0
                : Character.isLetter(character) || isMark(character) ? 1 : Character.isDigit(character) ? 2 : OTHER;
    }

    private static boolean isMark(char character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** Half a surrogate pair becomes U+FFFD on its way, three bytes, where Java would write one. */
    private static long utf8(String text) {
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.isHighSurrogate(character)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(character)) {
                bytes += 2;
            }
        }
        return bytes;
    }
}

package dev.florin.server.gateway.tokens;

/**
 * Counts what a model has written so far, as it comes in pieces. Not thread-safe.
 *
 * <p>Pieces are gathered and cut at a blank, which no token spans, so each piece of text is counted once and the sum is that
 * of the whole text.
 */
public final class OutputTally {
    /** Counted and forgotten from here on: an answer is not kept. */
    private static final int GATHERED = 4_096;

    private final Tokens tokens;
    private final Vocabulary vocabulary;
    private final StringBuilder gathered = new StringBuilder();
    private Count counted = Count.ZERO;

    public OutputTally(Tokens tokens, String provider, String model) {
        this.tokens = tokens;
        vocabulary = Vocabulary.of(provider, model);
    }

    public void add(String text) {
        gathered.append(text);
        if (gathered.length() > GATHERED) {
            int cut = gathered.lastIndexOf(" ");
            // Text without a blank for so long is cut anyhow: at most a token too many.
            cutAt(cut > 0 && gathered.charAt(cut - 1) > ' ' ? cut : whole());
        }
    }

    /** Of everything added; takes the time of what came since it was asked last. */
    public Count soFar() {
        return gathered.isEmpty() ? counted : counted.plus(tokens.ofText(gathered.toString(), vocabulary));
    }

    private int whole() {
        int length = gathered.length();
        return Character.isHighSurrogate(gathered.charAt(length - 1)) ? length - 1 : length;
    }

    private void cutAt(int place) {
        counted = counted.plus(tokens.ofText(gathered.substring(0, place), vocabulary));
        gathered.delete(0, place);
    }
}

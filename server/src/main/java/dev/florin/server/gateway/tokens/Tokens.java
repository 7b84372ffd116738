package dev.florin.server.gateway.tokens;

/**
 * Counts what a call gives its model to read. Thread-safe; one for the process, because the vocabularies are large.
 *
 * <p>{@link Count#most} covers what surrounds the text: markers of roles, parts and calls, the template, the words with
 * which a provider describes tools. With OpenAI's public encodings a message costs three tokens and its role one, and the
 * answer's beginning three more; schemas of tools are shown to the model in a form shorter than their JSON.
 */
public final class Tokens {
    /** Three around a message and one for its role; a name takes one more. */
    private static final long PER_KNOWN_PART = 5;

    /** Four at most with the providers of the price list, doubled. */
    private static final long PER_UNKNOWN_PART = 8;

    /** What begins an input and asks for the answer, doubled for models that are told the date and how hard to think. */
    private static final long PER_REQUEST = 32;

    /** The frame around one tool, and, for the first, the words that announce tools: 346 with Anthropic at most. */
    private static final long PER_TOOL = 16;

    private static final long FIRST_TOOL = 512;

    /** A tool that the provider describes itself: 735 for a computer, 700 for an editor with Anthropic; doubled. */
    private static final long PER_BUILT_IN_TOOL = 1_500;

    /** 32 tokens a second with Google, 10 with OpenAI, at 1,000 bytes a second: the slowest that MP3 goes. */
    private static final long SOUND_BYTES_A_TOKEN = 31;

    private static final long LIKELY_SOUND_BYTES_A_TOKEN = 800;

    private final TextCounter texts = new TextCounter();

    /** What this input comes to with a provider's model. */
    public Count of(Input input, String provider, String model) {
        Vocabulary vocabulary = Vocabulary.of(provider, model);
        long perPart = vocabulary == Vocabulary.UNKNOWN ? PER_UNKNOWN_PART : PER_KNOWN_PART;
        long around = PER_REQUEST + perPart * input.parts();
        long likelyAround = 3 + 4 * input.parts();
        if (input.tools() + input.builtInTools() > 0) {
            around += FIRST_TOOL + PER_TOOL * input.tools() + PER_BUILT_IN_TOOL * input.builtInTools();
            likelyAround += 8 * input.tools();
        }
        PictureRule rule = PictureRule.of(provider, model);
        for (Picture picture : input.pictures()) {
            around += rule.tokens(picture);
            likelyAround += picture.isKnown() ? rule.tokens(picture) : 0;
        }
        around += Math.ceilDiv(input.soundBytes(), SOUND_BYTES_A_TOKEN);
        likelyAround += input.soundBytes() / LIKELY_SOUND_BYTES_A_TOKEN;
        Count count = new Count(input.cutTokens() + around, input.cutTokens() + Math.min(around, likelyAround));
        // Further text is bounded by its bytes: a body of a million short strings is no more work than one long string.
        long left = TextCounter.MOST_CHARACTERS;
        for (String text : input.texts()) {
            left -= text.length();
            count = count.plus(left >= 0 ? texts.count(text, vocabulary) : bounded(text));
        }
        return count;
    }

    /** What text comes to, with nothing around it. */
    public Count ofText(String text, String provider, String model) {
        return texts.count(text, Vocabulary.of(provider, model));
    }

    Count ofText(String text, Vocabulary vocabulary) {
        return texts.count(text, vocabulary);
    }

    private static Count bounded(String text) {
        long bytes = TextCounter.bytes(text);
        return new Count(bytes, bytes / 4);
    }
}

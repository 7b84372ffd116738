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

    /** As OpenAI documents them for its chat models. */
    private static final long LIKELY_PER_REQUEST = 3;

    private static final long LIKELY_PER_PART = 4;
    private static final long LIKELY_PER_TOOL = 8;

    /** A tool that the provider describes itself: 735 for a computer, 700 for an editor with Anthropic; doubled. */
    private static final long PER_BUILT_IN_TOOL = 1_500;

    /** 32 tokens a second with Google, 10 with OpenAI, at 1,000 bytes a second: the slowest that MP3 goes. */
    private static final long SOUND_BYTES_A_TOKEN = 31;

    /** Speech as it is usually sent: 64 kilobits a second, 10 tokens. */
    private static final long LIKELY_SOUND_BYTES_A_TOKEN = 800;

    private static final long LIKELY_BYTES_A_TOKEN = 4;

    private final TextCounter texts = new TextCounter();

    /** What this input comes to with a provider's model. */
    public Count of(Input input, String provider, String model) {
        Vocabulary vocabulary = Vocabulary.of(provider, model);
        Count count = around(input, vocabulary, PictureRule.of(provider, model));
        long left = TextCounter.MOST_CHARACTERS;
        for (String text : input.texts()) {
            left -= text.length();
            count = count.plus(left >= 0 ? texts.count(text, vocabulary) : bounded(text));
        }
        return count;
    }

    /** The bound alone, {@link Count#most}: all that a hold needs, and much less work where the vocabulary is not public. */
    public long most(Input input, String provider, String model) {
        Vocabulary vocabulary = Vocabulary.of(provider, model);
        long most = around(input, vocabulary, PictureRule.of(provider, model)).most();
        long left = TextCounter.MOST_CHARACTERS;
        for (String text : input.texts()) {
            // Further text is bounded by its bytes: a million short strings are no more work than one long string.
            left -= text.length();
            most += left >= 0 ? texts.most(text, vocabulary) : TextCounter.bytes(text);
        }
        return most;
    }

    /**
     * What this input certainly comes to: of text that the model is shown as it stands, where the vocabulary is public. Elsewhere
     * nothing is certain, and this is 0.
     */
    public long least(Input input, String provider, String model) {
        Vocabulary vocabulary = Vocabulary.of(provider, model);
        long least = 0;
        long left = TextCounter.MOST_CHARACTERS;
        for (String text : input.shownTexts()) {
            left -= text.length();
            least += left >= 0 ? texts.least(text, vocabulary) : 0;
        }
        return least;
    }

    private static Count around(Input input, Vocabulary vocabulary, PictureRule rule) {
        long perPart = vocabulary == Vocabulary.UNKNOWN ? PER_UNKNOWN_PART : PER_KNOWN_PART;
        long around = PER_REQUEST + perPart * input.parts();
        long likely = LIKELY_PER_REQUEST + LIKELY_PER_PART * input.parts();
        if (input.tools() + input.builtInTools() > 0) {
            around += FIRST_TOOL + PER_TOOL * input.tools() + PER_BUILT_IN_TOOL * input.builtInTools();
            likely += LIKELY_PER_TOOL * input.tools();
        }
        for (Picture picture : input.pictures()) {
            around += rule.tokens(picture);
            likely += picture.isKnown() ? rule.tokens(picture) : 0;
        }
        around += Math.ceilDiv(input.soundBytes(), SOUND_BYTES_A_TOKEN);
        likely += input.soundBytes() / LIKELY_SOUND_BYTES_A_TOKEN;
        return new Count(input.cutTokens() + around, input.cutTokens() + Math.min(around, likely));
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
        return new Count(bytes, bytes / LIKELY_BYTES_A_TOKEN);
    }
}

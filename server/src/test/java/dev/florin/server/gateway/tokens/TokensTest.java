package dev.florin.server.gateway.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
    private static final Tokens TOKENS = new Tokens();
    private static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o-mini, O200K",
        "openai, gpt-4.1, O200K",
        "openai, gpt-5.6-sol, O200K",
        "openai, ft:gpt-4o:acme::1, O200K",
        "openai, gpt-5, O200K",
        "openai, gpt-50, UNKNOWN",
        "openai, gpt-6, UNKNOWN",
        "openai, gpt-6.2-sol, UNKNOWN",
        "openai, o3-mini, O200K",
        "openai, gpt-4-turbo, CL100K",
        "openai, text-embedding-3-small, CL100K",
        "groq, openai/gpt-oss-120b, O200K",
        "openrouter, openai/gpt-4o, O200K",
        "my-server, gpt-4o, UNKNOWN",
        "anthropic, claude-fable-5-2, UNKNOWN",
        "google, gemini-4-argon, UNKNOWN",
    })
    void aVocabularyIsBelievedOnlyWhereItIsPublic(String provider, String model, Vocabulary vocabulary) {
        assertEquals(vocabulary, Vocabulary.of(provider, model));
    }

    @Test
    void knownEncodingsAreCountedExactly() {
        assertEquals(new Count(4, 4), TOKENS.ofText("Hello, world!", "openai", "gpt-4o"));
        assertEquals(new Count(2, 2), TOKENS.ofText("hello world", "openai", "gpt-4-turbo"));
        // What looks like a marker is text when a caller writes it.
        assertTrue(TOKENS.ofText("<|endoftext|>", "openai", "gpt-4o").most() > 1);
    }

    @Test
    void whatIsCertainIsNeverMoreThanWhatIsCountedWhateverStandsBesideIt() {
        Random random = new Random(5);
        String signs = "aZé漢 \n\t'.,!_/-0129\u00a0\ud83d\ude00";
        for (int round = 0; round < 400; round++) {
            StringBuilder whole = new StringBuilder();
            Input input = new Input();
            for (int part = random.nextInt(4); part >= 0; part--) {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(60); i >= 0; i--) {
                    String sign = random.nextInt(3) > 0 ? "word" : signs.charAt(random.nextInt(signs.length())) + "";
                    text.append(sign.repeat(random.nextInt(40) == 0 ? 300 : 1 + random.nextInt(3)));
                }
                whole.append(text);
                input.shownText(text.toString());
            }
            long least = TOKENS.least(input, "openai", "gpt-4o");
            assertTrue(least <= O200K.countTokensOrdinary(whole.toString()), whole::toString);
            assertEquals(0, TOKENS.least(input, "anthropic", "claude-fable-5-2"));
        }
    }

    @Test
    void ofOrdinaryTextAlmostAllIsCertain() {
        String text = "The quick brown fox jumps over the lazy dog. ".repeat(1_000);
        long least = TOKENS.least(new Input().shownText(text), "openai", "gpt-4o");
        assertTrue(least > 0.99 * TOKENS.ofText(text, "openai", "gpt-4o").most(), "certain: " + least);
        // What is not shown as it stands is not certain.
        assertEquals(0, TOKENS.least(new Input().text(text), "openai", "gpt-4o"));
    }

    @Test
    void anUnknownVocabularyIsBoundedByBytesAndLikelyAsO200k() {
        Count count = TOKENS.ofText("Hello, world!", "anthropic", "claude-fable-5-2");
        assertEquals(new Count(13, 4), count);
        // U+FDFA is 3 bytes and, in the normal form that some tokenizers are given, 33.
        assertEquals(33, TOKENS.ofText("\uFDFA", "google", "gemini-4-argon").most());
    }

    @Test
    void noCountIsBelowTheTrueOne() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String text = randomText(random);
            int truth = O200K.countTokensOrdinary(text);
            Count known = TOKENS.ofText(text, "openai", "gpt-4o");
            Count unknown = TOKENS.ofText(text, "anthropic", "claude");
            String told = "seed " + seed + ", round " + round;
            assertTrue(known.most() >= truth, told);
            assertTrue(unknown.most() >= truth, told);
            assertTrue(
                    unknown.most()
                            >= Normalizer.normalize(text, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8).length,
                    told);
        }
    }

    @Test
    void aLongRunIsNeverCountedBelowTheTruth() {
        for (String letter : List.of("a", "A", " ", "!", "中", "ab", "\n", "1", "é", "😀")) {
            String text = "Before " + letter.repeat(3_000) + "'s after it";
            assertTrue(TOKENS.ofText(text, "openai", "gpt-4o").most() >= O200K.countTokensOrdinary(text), letter);
        }
    }

    @Test
    void hostileTextTakesNoLongerThanHonestText() {
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            for (String letter : List.of("a", " ", "!", "中", "aA", "\n ")) {
                TOKENS.ofText(letter.repeat(5_000_000 / letter.length()), "openai", "gpt-4o");
            }
        });
    }

    @Test
    void whatSurroundsTheTextIsCounted() {
        Input input = new Input().part().text("user").text("Hello, world!");
        Count count = TOKENS.of(input, "openai", "gpt-4o");
        // OpenAI counts 3 + 1 + 4 + 3.
        assertEquals(new Count(42, 12), count);
        Count withTool =
                TOKENS.of(new Input().part().text("user").text("Hello, world!").tool(), "openai", "gpt-4o");
        assertTrue(withTool.most() > count.most() + 346);
    }

    @ParameterizedTest
    @CsvSource({
        // Measured in 2026: 1,446 and 4,005 with Claude 5.5; 1,090 and 1,065 with Gemini; 1,229 and 14,364 with GPT-6.
        "anthropic, claude-opus-5-5, 1024, 1024, 1446, 1600",
        "anthropic, claude-opus-5-5, 4032, 3024, 4005, 4912",
        "google, gemini-3-pro, 1024, 1024, 1090, 1400",
        "google, gemini-3-pro, 4032, 3024, 1065, 6320",
        "openai, gpt-6, 1024, 1024, 1229, 2700",
        "openai, gpt-6, 4032, 3024, 14364, 14500",
        "openai, gpt-4o-mini, 2048, 768, 48169, 48169",
        "mine, llava, 336, 336, 576, 800",
    })
    void anImageIsNeverCountedBelowWhatWasMeasured(
            String provider, String model, int width, int height, long measured, long most) {
        long tokens = PictureRule.of(provider, model).tokens(new Picture(width, height));
        assertTrue(tokens >= measured && tokens <= most, provider + ": " + tokens);
        assertTrue(PictureRule.of(provider, model).largest() >= tokens);
    }

    @Test
    void theBoundAloneIsTheSameBound() {
        for (String provider : List.of("openai", "anthropic")) {
            Input input = new Input()
                    .part()
                    .text("Hello, wörld!")
                    .tool()
                    .pictureElsewhere()
                    .tokens(7);
            assertEquals(TOKENS.of(input, provider, "gpt-4o").most(), TOKENS.most(input, provider, "gpt-4o"));
        }
    }

    @Test
    void anImageNobodyFetchedIsTheLargest() {
        Input input = new Input().pictureElsewhere();
        assertTrue(TOKENS.of(input, "anthropic", "claude").most() >= PictureRule.ANTHROPIC.largest());
    }

    @Test
    void aTallyOfPiecesIsTheCountOfTheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        OutputTally tally = new OutputTally(TOKENS, "openai", "gpt-4o");
        for (int i = 0; i < 3_000; i++) {
            String piece = (random.nextInt(3) == 0 ? " " : "") + Integer.toString(random.nextInt(1 << 20), 36);
            text.append(piece);
            tally.add(piece);
        }
        assertEquals(O200K.countTokensOrdinary(text.toString()), tally.soFar().most(), "seed " + seed);
        assertEquals(tally.soFar(), tally.soFar());
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(200);
        for (int i = 0; i < length; i++) {
            int point = switch (random.nextInt(6)) {
                case 0 -> random.nextInt(0x80);
                case 1 -> 'a' + random.nextInt(26);
                case 2 -> ' ';
                case 3 -> random.nextInt(0x3000);
                case 4 -> 0x4E00 + random.nextInt(0x5000);
                default -> random.nextInt(0x110000);
            };
            if (point < 0xD800 || point > 0xDFFF) {
                text.appendCodePoint(point);
            }
        }
        return text.toString();
    }
}

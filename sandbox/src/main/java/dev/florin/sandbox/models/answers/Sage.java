package dev.florin.sandbox.models.answers;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers by itself: the same to the same question, loosely to the point, in no time. */
public final class Sage {
    /** A question stands at the end of what was said, if not at its beginning; the rest is material. */
    private static final int READ_CHARACTERS = 2_000;

    private static final int SUMMARY_CHARACTERS = 300;
    private static final Pattern ECHO = Pattern.compile(
            "(?is)^\\s*(?:please\\s+)?(?:say|repeat|echo|reply with|respond with|answer with|print|output)"
                    + "(?:\\s+(?:only|just|exactly|the words?|the text|after me))*\\s*:?\\s+[\"'“]?(.+?)[\"'”]?\\s*$");
    private static final Pattern SUMMARY =
            Pattern.compile("(?is)^.*?\\b(?:summari[sz]e|summary|tl;?dr)\\b[^:\\n]*[:\\n]\\s*(.+)$");
    private static final Pattern GREETING =
            Pattern.compile("(?i)^\\W*(hello|hi|hey|good (morning|day|evening)|greetings)\\b.{0,40}$");
    private static final Pattern THANKS = Pattern.compile("(?i).*\\b(thanks|thank you)\\b.*");
    private static final Pattern WHO = Pattern.compile("(?i).*\\b(who|what) are you\\b.*");
    private static final Pattern FILLER = Pattern.compile(
            "(?i)\\b(please|can|could|would|you|me|tell|explain|what|is|are|the"
                    + "|a|an|how|do|does|why|about|of|in|to|for|and|i|my|we|give|write|some|describe|with|it|this|that|short)\\b");

    private Sage() {}

    public static Reply reply(Ask ask) {
        String prompt = read(ask.prompt());
        Optional<ToolUse> use = ToolPicker.pick(ask, prompt);
        if (use.isPresent()) {
            return new Reply("", List.of(use.get()));
        }
        if (ask.schema().isPresent()) {
            return Reply.of(
                    SchemaExample.of(ask.schema().get(), subject(ask, prompt)).toString());
        }
        if (ask.json()) {
            return Reply.of("{\"answer\": " + SchemaExample.quoted(text(ask, prompt)) + "}");
        }
        return Reply.of(text(ask, prompt));
    }

    private static String read(String prompt) {
        return prompt.length() <= READ_CHARACTERS
                ? prompt
                : prompt.substring(0, READ_CHARACTERS / 2) + "\n"
                        + prompt.substring(prompt.length() - READ_CHARACTERS / 2);
    }

    private static String subject(Ask ask, String prompt) {
        return ask.toolResult().orElse(prompt);
    }

    private static String text(Ask ask, String prompt) {
        if (ask.toolResult().isPresent()) {
            return "Here is what I found: " + firstWords(ask.toolResult().get()) + "\n\nIs there anything else?";
        }
        Matcher echo = ECHO.matcher(prompt);
        if (echo.matches()) {
            return echo.group(1);
        }
        Optional<String> known =
                CodeBook.find(prompt).or(() -> Arithmetic.solve(prompt)).or(() -> Facts.find(prompt));
        return known.orElseGet(() -> talk(ask, prompt));
    }

    private static String talk(Ask ask, String prompt) {
        Matcher summary = SUMMARY.matcher(prompt);
        if (summary.matches()) {
            return "In short: " + firstWords(summary.group(1));
        }
        if (ask.images() > 0) {
            return "I see " + (ask.images() == 1 ? "one image" : ask.images() + " images")
                    + ". As a stand-in I cannot tell what is in it, but a model that can would say so here, in about as"
                    + " many words as these.";
        }
        if (GREETING.matcher(prompt).matches()) {
            return "Hello! How can I help you today?";
        }
        if (THANKS.matcher(prompt).matches()) {
            return "You are welcome. Tell me if there is anything else.";
        }
        if (WHO.matcher(prompt).matches()) {
            return "I am the sandbox model of Florin: I answer the same to the same question, and I cost nothing real.";
        }
        return about(topic(prompt));
    }

    private static String about(String topic) {
        if (topic.isEmpty()) {
            return "Tell me a little more about what you need, and I will do my best to help.";
        }
        return "Here is a short overview of " + topic + ".\n\nFirst, it helps to be clear about what " + topic
                + " is meant to achieve, because most choices follow from that. Second, start with the simplest thing that"
                + " works and measure it. Third, change one thing at a time and keep what proves itself.\n\nIf you tell me"
                + " more about your case, I can go into detail on " + topic + ".";
    }

    private static String topic(String prompt) {
        String words = FILLER.matcher(prompt).replaceAll(" ").replaceAll("[^\\p{L}\\p{N}' -]", " ");
        String joined = words.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
        int end = joined.length() <= 60 ? joined.length() : joined.lastIndexOf(' ', 60);
        return end <= 0 ? "" : joined.substring(0, end);
    }

    private static String firstWords(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= SUMMARY_CHARACTERS) {
            return line;
        }
        int sentence = line.lastIndexOf(". ", SUMMARY_CHARACTERS);
        return sentence > 0 ? line.substring(0, sentence + 1) : line.substring(0, SUMMARY_CHARACTERS) + "…";
    }
}

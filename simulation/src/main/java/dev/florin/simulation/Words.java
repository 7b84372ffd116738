package dev.florin.simulation;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a line, read from left to right. Not thread-safe. */
final class Words {
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+)(us|ms|s|m|h|d)");
    private static final Pattern DURATION = Pattern.compile("-?(\\d+(us|ms|s|m|h|d))+");

    private final List<String> words;
    private int at;

    Words(List<String> words) {
        this.words = words;
    }

    boolean more() {
        return at < words.size();
    }

    /** The next word without taking it; empty at the end. */
    String peek() {
        return more() ? words.get(at) : "";
    }

    String next() {
        if (!more()) {
            throw new ScenarioFault("a word is missing at the end");
        }
        return words.get(at++);
    }

    /** Takes the next word if it is this one. */
    boolean takes(String word) {
        if (peek().equals(word)) {
            next();
            return true;
        }
        return false;
    }

    void expect(String word) {
        if (!takes(word)) {
            throw new ScenarioFault("'" + word + "' is missing before '" + peek() + "'");
        }
    }

    Amount amount() {
        return amount(next());
    }

    static Amount amount(String word) {
        if (!isAmount(word)) {
            throw new ScenarioFault(word + " is not an amount");
        }
        return Amount.of(new BigDecimal(word));
    }

    static boolean isAmount(String word) {
        return word.matches("-?\\d+(\\.\\d{1,9})?");
    }

    long number() {
        return Long.parseLong(next());
    }

    Duration duration() {
        return duration(next());
    }

    /** Such as {@code 1d2h}, {@code 90s} or, looking back, {@code -1h}. */
    static Duration duration(String word) {
        if (!DURATION.matcher(word).matches()) {
            throw new ScenarioFault(word + " is not a duration");
        }
        Duration sum = Duration.ZERO;
        Matcher part = DURATION_PART.matcher(word);
        while (part.find()) {
            long count = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "us" -> Duration.ofNanos(count * 1_000);
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        }
        return word.startsWith("-") ? sum.negated() : sum;
    }

    /** A time, or so long from {@code now}. */
    Instant time(Instant now) {
        String word = next();
        return DURATION.matcher(word).matches() ? now.plus(duration(word)) : Instant.parse(word);
    }

    /** For a word that nothing can be made of. */
    ScenarioFault unknown(String word) {
        return new ScenarioFault("nobody knows what '" + word + "' means here");
    }
}

package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import java.time.Duration;

/**
 * How long a provider may take, once it is reached.
 *
 * @param firstByte until the first byte of a stream
 * @param idle between two pieces of an answer
 * @param whole for an answer in one piece
 */
public record Patience(Duration firstByte, Duration idle, Duration whole) {
    /** Well within the day that a hold may live without being renewed. */
    private static final Duration LONGEST = Duration.ofHours(1);

    public Patience {
        Check.argument(
                firstByte.isPositive() && idle.isPositive() && whole.isPositive(), "whatever is waited for takes time");
        Check.argument(
                firstByte.compareTo(LONGEST) <= 0 && idle.compareTo(LONGEST) <= 0 && whole.compareTo(LONGEST) <= 0,
                "nothing is waited for longer than an hour");
    }

    /** For each thing the longer of both. */
    Patience orLonger(Patience other) {
        return new Patience(longer(firstByte, other.firstByte), longer(idle, other.idle), longer(whole, other.whole));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** The same time for each. */
    public static Patience of(Duration each) {
        return new Patience(each, each, each);
    }
}

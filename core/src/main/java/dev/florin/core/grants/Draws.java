package dev.florin.core.grants;

import dev.florin.core.money.Amount;
import java.util.ArrayList;
import java.util.List;

/**
 * The written form of a row's draws, as it stands in the database and in the hash chain: purpose, grant and nano-dollars,
 * such as {@code c3:250000000,c4:1000}.
 */
public final class Draws {
    private Draws() {}

    public static String write(List<Draw> draws) {
        if (draws.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(draws.size() * 16);
        for (Draw draw : draws) {
            if (!text.isEmpty()) {
                text.append(',');
            }
            text.append(draw.purpose().letter())
                    .append(draw.grant())
                    .append(':')
                    .append(draw.amount().nanos());
        }
        return text.toString();
    }

    /** Reads what {@link #write} wrote; {@link IllegalArgumentException} for anything else. */
    public static List<Draw> read(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<Draw> draws = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            if (colon < 0 || colon > end) {
                throw new IllegalArgumentException("not a list of draws");
            }
            draws.add(new Draw(
                    Long.parseLong(text, at + 1, colon, 10),
                    Amount.ofNanos(Long.parseLong(text, colon + 1, end, 10)),
                    Draw.Purpose.ofLetter(text.charAt(at))));
            at = end + 1;
        }
        return List.copyOf(draws);
    }
}

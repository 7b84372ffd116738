package dev.florin.server.web.activity;

import dev.florin.server.web.pages.Moment;
import java.util.List;

/**
 * A row of the table.
 *
 * @param href its receipt
 * @param what such as {@code Use}, or the feature that it was used for
 * @param note in the customer's or the operator's words; empty where there are none
 * @param tokens a line for all that went in and came out, and one for parts of it; none where no tokens were counted
 * @param coming whether credit came in
 */
public record RowView(
        String href,
        Moment at,
        String what,
        String note,
        String model,
        List<String> tokens,
        Digits amount,
        boolean coming,
        Digits balance,
        Status status) {

    /**
     * An exact amount in a column of amounts whose points stand below one another.
     *
     * @param text to the cent, or all of it
     * @param fine the digits behind
     * @param room blanks as wide as the digits that longer amounts of the column have
     */
    public record Digits(String text, String fine, String room) {}

    /**
     * What became of it.
     *
     * @param style of the badge
     * @param why in a sentence; empty where there is nothing to say
     */
    public record Status(String text, String style, String why) {}
}

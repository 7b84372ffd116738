package dev.florin.server.web.activity;

import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Moment;
import java.util.List;

/**
 * One row of the history, explained.
 *
 * @param id as support knows it
 * @param title what it is called
 * @param amount what the balance changed by, to its last digit
 * @param sentence what happened, in plain words
 * @param formula absent lines where nothing was counted
 * @param facts what else is known of it, in pairs
 * @param draws what it did to the grants
 * @param links to the rows that belong to it
 * @param proof the numbers of the chain of hashes
 */
public record ReceiptModel(
        Frame frame,
        String id,
        String title,
        Moment at,
        String amount,
        boolean coming,
        RowView.Status status,
        String sentence,
        List<Step> formula,
        List<Sum> sums,
        List<Fact> facts,
        List<Draw> draws,
        List<Link> links,
        List<Fact> proof) {
    public ReceiptModel {
        formula = List.copyOf(formula);
        sums = List.copyOf(sums);
        facts = List.copyOf(facts);
        draws = List.copyOf(draws);
        links = List.copyOf(links);
        proof = List.copyOf(proof);
    }

    /**
     * One line of the formula: so many, at that price, make that much.
     *
     * @param price with what it is for, such as {@code $3.00 a million}
     */
    public record Step(String what, String count, String price, String amount) {}

    /** A line below the formula: what its lines come to, and what became of that. */
    public record Sum(String what, String amount, boolean last) {}

    /** Something that is known of it. */
    public record Fact(String name, String value) {}

    /** What was taken from a grant, or came to one. */
    public record Draw(String grant, String when, String amount) {}

    /** Another row. */
    public record Link(String text, String href) {}
}
